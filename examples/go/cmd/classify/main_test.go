// What the program prints of a server that is not to be trusted.
//
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"strings"
	"testing"
)

func TestAServerDoesNotControlTheTerminal(t *testing.T) {
	const hostile = `a\u001b[2J\u0007\u007f\u009b\u061c\u200e\u2028\u202e\u2066\nb\tcafé 👩\u200d🔧`
	const shown = "a?[2J???????? b café 👩\u200d🔧"
	body := `{"uuid":"1","state":"failure","error":{"message":"` + hostile + `","code":"7"}}`
	var output strings.Builder
	run([]string{"netapp-ontap", "200"}, strings.NewReader(body), &output, io.Discard)
	expected := "job, failed, next: done\n" + shown + "\n  error: " + shown + "\n"
	if output.String() != expected {
		t.Errorf("%q", output.String())
	}
}
