// The worker of Go's encoding/json: reads a command a line, answers a line (Tests/Benchmarks/README.md).
//
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	jsonv2 "encoding/json/v2"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// A decoder fills a value from a body.
type decoder func(body []byte, value any) error

var names = []string{"go/encoding-json", "go/encoding-json-v2"}

var contenders = map[string]decoder{
	"go/encoding-json":    json.Unmarshal,
	"go/encoding-json-v2": func(body []byte, value any) error { return jsonv2.Unmarshal(body, value) },
}

// A vendor reads bodies that are one record, and those lists that are measured.
type vendor struct {
	record func(decoder, []byte, *record) error
	list   func(decoder, []byte) ([]record, error)
}

var vendors = map[string]vendor{
	"1": {readPaloAlto, readPaloAltoList},
	"2": {record: readOrange},
	"3": {record: readCisco},
	"4": {record: readCloudFoundry},
	"5": {readOntap, readOntapList},
}

// A set of documents, each in memory of its own.
type set struct {
	vendor
	isList    bool
	documents [][]byte
}

var sets = map[string]*set{}

// How many records of either end of a list are told.
const listEnds = 3

func load(arguments []string) (string, error) {
	file, err := os.ReadFile(arguments[3])
	if err != nil {
		return "", err
	}
	loaded := &set{vendor: vendors[arguments[1]], isList: arguments[2] == "list"}
	if loaded.record == nil || loaded.isList && loaded.list == nil {
		return "", fmt.Errorf("no %s of vendor %s is measured", arguments[2], arguments[1])
	}
	count := binary.LittleEndian.Uint32(file)
	file = file[4:]
	for range count {
		end := 4 + binary.LittleEndian.Uint32(file)
		loaded.documents = append(loaded.documents, append([]byte(nil), file[4:end]...))
		file = file[end:]
	}
	sets[arguments[0]] = loaded
	return fmt.Sprintf("ok %d", count), nil
}

// choose finds a contender and a set by their names, and reads the number behind them.
func choose(contender, name, digits string) (decoder, *set, int, error) {
	decode, chosen := contenders[contender], sets[name]
	if decode == nil || chosen == nil {
		return nil, nil, 0, fmt.Errorf("no contender %s, or no set %s", contender, name)
	}
	number, err := strconv.Atoi(digits)
	return decode, chosen, number, err
}

func fields(arguments []string) (string, error) {
	decode, chosen, index, err := choose(arguments[0], arguments[1], arguments[2])
	if err != nil {
		return "", err
	}
	var told any
	if chosen.isList {
		told, err = listFields(decode, chosen, index)
	} else {
		read := emptyRecord()
		err = chosen.record(decode, chosen.documents[index], &read)
		told = read.fields()
	}
	if err != nil {
		return "", err
	}
	line, err := json.Marshal(told)
	return string(line), err
}

func listFields(decode decoder, chosen *set, index int) (any, error) {
	records, err := chosen.list(decode, chosen.documents[index])
	if err != nil {
		return nil, err
	}
	count := len(records)
	ends := append(append([]record(nil), records[:min(listEnds, count)]...), records[max(0, count-listEnds):]...)
	told := []any{}
	for i := range ends {
		told = append(told, ends[i].fields())
	}
	return map[string]any{"count": count, "records": told}, nil
}

// measure answers nanoseconds a document. Go's texts are decoded ones, so that both tables are the same.
func measure(arguments []string) (string, error) {
	decode, chosen, repeats, err := choose(arguments[0], arguments[1], arguments[3])
	if err != nil {
		return "", err
	}
	checksum := 0
	start := time.Now()
	for range repeats {
		for _, document := range chosen.documents {
			weight, err := chosen.weigh(decode, document)
			if err != nil {
				return "", err
			}
			checksum += weight
		}
	}
	elapsed := time.Since(start)
	if checksum == 0 {
		return "", errors.New("nothing was read")
	}
	return fmt.Sprintf("%.1f", float64(elapsed.Nanoseconds())/float64(repeats*len(chosen.documents))), nil
}

// weigh reads a document and answers a number that what was read goes into.
func (s *set) weigh(decode decoder, document []byte) (int, error) {
	if s.isList {
		records, err := s.list(decode, document)
		return len(records), err
	}
	read := emptyRecord()
	err := s.record(decode, document, &read)
	return 1 + int(read.itemCount), err
}

func answer(line string) (string, error) {
	words := strings.SplitN(line, " ", 5)
	switch command, arguments := words[0], words[1:]; {
	case command == "contenders":
		return strings.Join(names, " "), nil
	case command == "load" && len(arguments) == 4:
		return load(arguments)
	case command == "fields" && len(arguments) == 3:
		return fields(arguments)
	case command == "time" && len(arguments) == 4:
		return measure(arguments)
	case command == "cold" || command == "allocations":
		return "-", nil
	}
	return "", fmt.Errorf("unknown: %s", line)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() && lines.Text() != "quit" {
		told, err := answer(lines.Text())
		if err != nil {
			told = "error " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(told)
	}
}
