// Classify reads a response body from standard input, and tells where the job stands and what to do next.
//
//	go run -ldflags "-r $HOME/.local/lib" ./cmd/classify cloud-foundry 200 < ../responses/cloud-foundry/failed.json
//
// Its exit status is 0 where the job succeeded, 2 where it was called wrongly, else 1.
//
// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"example.com/jobstatus"
)

// A body that is longer than this is none of a job.
const maxBody = 16 << 20

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(arguments []string, input io.Reader, output, complaints io.Writer) int {
	if len(arguments) != 2 {
		fmt.Fprintln(complaints, "usage: classify VENDOR HTTP-STATUS < BODY")
		return 2
	}
	vendor, known := jobstatus.ParseVendor(arguments[0])
	httpStatus, err := strconv.Atoi(arguments[1])
	if !known || err != nil {
		fmt.Fprintf(complaints, "classify: no vendor or no HTTP status: %q\n", arguments)
		return 2
	}
	body, err := io.ReadAll(io.LimitReader(input, maxBody+1))
	if err != nil || len(body) > maxBody {
		fmt.Fprintf(complaints, "classify: the body cannot be read or is longer than %d bytes\n", maxBody)
		return 2
	}
	return tell(vendor, httpStatus, body, output)
}

func tell(vendor jobstatus.Vendor, httpStatus int, body []byte, output io.Writer) int {
	job, items, err := jobstatus.ParseItems(vendor, httpStatus, body)
	fmt.Fprintf(output, "%s, %s, next: %s\n", job.Kind(), job.State(), job.Advice())
	if err != nil {
		fmt.Fprintln(output, err)
	}
	if message := job.Message(); message != "" {
		fmt.Fprintln(output, printable(message))
	}
	for i := range items {
		item := &items[i]
		words := []string{item.TargetName(), item.Title(), item.Message(), item.Link()}
		present := slices.DeleteFunc(words, func(word string) bool { return word == "" })
		fmt.Fprintf(output, "  %s: %s\n", item.Kind(), printable(strings.Join(present, ": ")))
	}
	if job.State() != jobstatus.StateSucceeded {
		return 1
	}
	return 0
}

// printable is a text without what controls a terminal or turns the direction of a text round: a server chose it.
func printable(text string) string {
	return strings.Map(func(character rune) rune {
		switch {
		case strings.ContainsRune("\n\r\t", character):
			return ' '
		case unicode.In(character, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control):
			return '?'
		}
		return character
	}, text)
}
