# SPDX-License-Identifier: Apache-2.0
"""What a type checker makes of the package: `mypy --strict` accepts this file, and misses each error it is told of."""

import datetime
from typing import List, Optional, Tuple

import jobstatus

job: jobstatus.Response = jobstatus.parse(b"{}", "netapp-ontap", 200)
state: jobstatus.State = job.state
advice: jobstatus.Advice = job.advice
vendor: Optional[jobstatus.Vendor] = job.vendor
identifier: Optional[str] = job.id
percent: Optional[int] = job.percent
flags: jobstatus.Flag = job.flags
finished: Optional[datetime.datetime] = job.finished_at
finished_ns: Optional[int] = job.finished_at_ns
terminal: bool = job.terminal
count: int = job.item_count
items: Tuple[jobstatus.Item, ...] = job.items
item_state: Optional[jobstatus.State] = items[0].state
jobs: jobstatus.JobList = jobstatus.parse_list(bytearray(), jobstatus.Vendor.CLOUD_FOUNDRY).raise_for_result()
element: jobstatus.Response = jobs[0]
elements: List[jobstatus.Response] = jobs[1:]
texts: List[Optional[str]] = jobs.texts("id")

text: str = job.id  # type: ignore[assignment]
number: int = job.state  # type: ignore[assignment]
moment: datetime.datetime = job.finished_at  # type: ignore[assignment]
jobstatus.parse(None)  # type: ignore[arg-type]
job.state = jobstatus.State.FAILED  # type: ignore[assignment]
job.identifier  # type: ignore[attr-defined]
