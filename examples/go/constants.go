// The constants of jobstatus.h as Go types.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

// Limits of a body.
const (
	MaxDepth  = C.JOBSTATUS_MAX_DEPTH  // levels of arrays and objects, the outermost is level 1
	MaxLength = C.JOBSTATUS_MAX_LENGTH // bytes
)

// A Vendor is whose API a body comes from.
type Vendor uint32

// Vendors. VendorUnknown lets the library find out; name the vendor where it is known.
const (
	VendorUnknown         Vendor = C.JOBSTATUS_VENDOR_UNKNOWN
	VendorPaloAltoSCM     Vendor = C.JOBSTATUS_VENDOR_PALO_ALTO_SCM    // Palo Alto Networks Strata Cloud Manager
	VendorOrangeEvolution Vendor = C.JOBSTATUS_VENDOR_ORANGE_EVOLUTION // Orange Evolution Platform
	VendorCiscoCDFMC      Vendor = C.JOBSTATUS_VENDOR_CISCO_CDFMC      // Cisco cdFMC and FMC
	VendorCloudFoundry    Vendor = C.JOBSTATUS_VENDOR_CLOUD_FOUNDRY    // Cloud Foundry API v3, Korifi
	VendorNetAppONTAP     Vendor = C.JOBSTATUS_VENDOR_NETAPP_ONTAP     // NetApp ONTAP REST API
)

// A Kind is what a body is.
type Kind uint32

// Kinds. KindList bodies are read by a [ListReader].
const (
	KindNone     Kind = C.JOBSTATUS_KIND_NONE     // no job: the body is unusable, or a list with nothing in it
	KindJob      Kind = C.JOBSTATUS_KIND_JOB      // one job
	KindAccepted Kind = C.JOBSTATUS_KIND_ACCEPTED // the answer of a call that started a job
	KindError    Kind = C.JOBSTATUS_KIND_ERROR    // the vendor's error envelope
	KindList     Kind = C.JOBSTATUS_KIND_LIST     // several jobs
)

// A State is where a job stands. [Job.Terminal] tells whether it is over.
type State uint32

// States. A word that the library does not know is StateUnknown: never success, never failure and never terminal.
const (
	StateUnknown   State = C.JOBSTATUS_STATE_UNKNOWN   // the word is not known, or there is none
	StateQueued    State = C.JOBSTATUS_STATE_QUEUED    // not begun
	StateRunning   State = C.JOBSTATUS_STATE_RUNNING   // at work
	StatePaused    State = C.JOBSTATUS_STATE_PAUSED    // not terminal: somebody can resume it
	StateSucceeded State = C.JOBSTATUS_STATE_SUCCEEDED // terminal: all of it was done
	StatePartial   State = C.JOBSTATUS_STATE_PARTIAL   // terminal: some of it was done, some of it failed
	StateFailed    State = C.JOBSTATUS_STATE_FAILED    // terminal
	StateCancelled State = C.JOBSTATUS_STATE_CANCELLED // terminal
	StateEnded     State = C.JOBSTATUS_STATE_ENDED     // terminal: the vendor does not tell how it ended
)

// An Advice is what a poller should do next. Take one that you do not know for AdvicePoll.
type Advice uint32

// Advice. "Again" is the request that asks for the job; before a request that starts one is sent again, find out
// whether it did.
const (
	AdviceNone         Advice = C.JOBSTATUS_ADVICE_NONE         // nothing can be said: the body is a list
	AdvicePoll         Advice = C.JOBSTATUS_ADVICE_POLL         // not over, or unknown: ask again later
	AdviceDone         Advice = C.JOBSTATUS_ADVICE_DONE         // over: read the state
	AdviceRetry        Advice = C.JOBSTATUS_ADVICE_RETRY        // a passing trouble: send the same request again, later
	AdviceAuthenticate Advice = C.JOBSTATUS_ADVICE_AUTHENTICATE // get new credentials, then send it again
	AdviceGone         Advice = C.JOBSTATUS_ADVICE_GONE         // there is no such job, or no longer
	AdviceGiveUp       Advice = C.JOBSTATUS_ADVICE_GIVE_UP      // the same request will fail again
)

// A Fault is what went wrong with the request, where the response says that something did.
type Fault uint32

// Faults.
const (
	FaultNone            Fault = C.JOBSTATUS_FAULT_NONE
	FaultBadRequest      Fault = C.JOBSTATUS_FAULT_BAD_REQUEST
	FaultUnauthenticated Fault = C.JOBSTATUS_FAULT_UNAUTHENTICATED
	FaultForbidden       Fault = C.JOBSTATUS_FAULT_FORBIDDEN
	FaultNotFound        Fault = C.JOBSTATUS_FAULT_NOT_FOUND
	FaultNotAllowed      Fault = C.JOBSTATUS_FAULT_NOT_ALLOWED
	FaultConflict        Fault = C.JOBSTATUS_FAULT_CONFLICT
	FaultUnprocessable   Fault = C.JOBSTATUS_FAULT_UNPROCESSABLE
	FaultRateLimited     Fault = C.JOBSTATUS_FAULT_RATE_LIMITED
	FaultServer          Fault = C.JOBSTATUS_FAULT_SERVER
	FaultGateway         Fault = C.JOBSTATUS_FAULT_GATEWAY
	FaultUnavailable     Fault = C.JOBSTATUS_FAULT_UNAVAILABLE
	FaultTimeout         Fault = C.JOBSTATUS_FAULT_TIMEOUT
	FaultOther           Fault = C.JOBSTATUS_FAULT_OTHER
)

// An ItemKind is what an [Item] is.
type ItemKind uint32

// Kinds of items.
const (
	ItemNone    ItemKind = C.JOBSTATUS_ITEM_NONE
	ItemError   ItemKind = C.JOBSTATUS_ITEM_ERROR
	ItemWarning ItemKind = C.JOBSTATUS_ITEM_WARNING
	ItemInfo    ItemKind = C.JOBSTATUS_ITEM_INFO
	ItemSubtask ItemKind = C.JOBSTATUS_ITEM_SUBTASK
	ItemLink    ItemKind = C.JOBSTATUS_ITEM_LINK
)

// Flags are bits, each of which says that the body held something a reader may want to know of.
type Flags uint32

// Flags.
const (
	FlagUnknownState Flags = C.JOBSTATUS_FLAG_UNKNOWN_STATE // the word that decides the state is missing or not known
	FlagBadPercent   Flags = C.JOBSTATUS_FLAG_BAD_PERCENT   // the percentage is no number from 0 to 100
	FlagBadTime      Flags = C.JOBSTATUS_FLAG_BAD_TIME      // a member that holds a time cannot be read as one
	FlagZoneAssumed  Flags = C.JOBSTATUS_FLAG_ZONE_ASSUMED  // a time has no zone and was read as UTC
	FlagDuplicateKey Flags = C.JOBSTATUS_FLAG_DUPLICATE_KEY // a member was given twice; the last one counts
	FlagRepeatedList Flags = C.JOBSTATUS_FLAG_REPEATED_LIST // of a ListReader alone: the list was given more than once
)

// Has reports whether all bits of others are set.
func (f Flags) Has(others Flags) bool {
	return f&others == others
}
