// Values of bodies: members that are a string or a number, links in their order, times, percentages and words.
//
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json/jsontext"
	"math"
	"strconv"
	"strings"
)

// text is a member that some bodies have as a string and others as a number.
type text string

func (t *text) UnmarshalJSONFrom(decoder *jsontext.Decoder) error {
	token, err := decoder.ReadToken()
	if err != nil {
		return err
	}
	if kind := token.Kind(); kind == '"' || kind == '0' {
		*t = text(token.String())
	}
	return nil
}

// links keeps what a map would not tell: which link other than self comes first.
type links struct {
	self, other string
	count       uint32
}

func (l *links) UnmarshalJSONFrom(decoder *jsontext.Decoder) error {
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		isSelf := name.String() == "self"
		target, err := readLink(decoder)
		if err != nil {
			return err
		}
		l.count++
		if isSelf {
			l.self = target
		} else if l.other == "" {
			l.other = target
		}
	}
	_, err := decoder.ReadToken()
	return err
}

// readLink reads a link: a text, or an object with a member href.
func readLink(decoder *jsontext.Decoder) (string, error) {
	token, err := decoder.ReadToken()
	if err != nil || token.Kind() == '"' {
		return token.String(), err
	}
	target := ""
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadToken()
		if err != nil {
			return "", err
		}
		if name.String() != "href" {
			if err := decoder.SkipValue(); err != nil {
				return "", err
			}
			continue
		}
		value, err := decoder.ReadToken()
		if err != nil {
			return "", err
		}
		target = value.String()
	}
	_, err = decoder.ReadToken()
	return target, err
}

// percentOf is a percentage from its digits.
func percentOf(digits text) int32 {
	value, err := strconv.ParseFloat(string(digits), 64)
	if err != nil || value < 0 || value > 100 {
		return noPercent
	}
	return int32(value)
}

// ---- Times ----------------------------------------------------------------------------------------------------------

const noTime = math.MinInt64

// nanoseconds since 1970 of "2025-03-04T07:12:40.125+01:00": T may be a space, fraction and zone may be missing.
func nanoseconds(s string) int64 {
	if len(s) < 19 {
		return noTime
	}
	year := digits(s[0:4])
	month, day := digits(s[5:7]), digits(s[8:10])
	hour, minute, second := digits(s[11:13]), digits(s[14:16]), digits(s[17:19])
	if year|month|day|hour|minute|second < 0 || s[4] != '-' || s[7] != '-' || s[13] != ':' || s[16] != ':' {
		return noTime
	}
	fraction, at := int64(0), 19
	if at < len(s) && s[at] == '.' {
		at++
		for unit := int64(100_000_000); at < len(s) && '0' <= s[at] && s[at] <= '9'; at++ {
			fraction += unit * int64(s[at]-'0')
			unit /= 10
		}
	}
	offset, ok := zone(s[at:])
	if !ok {
		return noTime
	}
	return ((daysBefore(year, month, day)*24+hour)*60+minute)*60_000_000_000 + (second-offset)*1_000_000_000 + fraction
}

// digits is the number that a few decimal digits are, negative where one is none.
func digits(s string) int64 {
	value := int64(0)
	for i := 0; i < len(s); i++ {
		digit := s[i] - '0'
		if digit > 9 {
			return -1
		}
		value = value*10 + int64(digit)
	}
	return value
}

// daysBefore counts the days since 1970-01-01, in years that begin in March and so have their leap day last.
func daysBefore(year, month, day int64) int64 {
	if month > 2 {
		month -= 3
	} else {
		month += 9
		year--
	}
	return year*365 + year/4 - year/100 + year/400 + (153*month+2)/5 + day - 719_469
}

// zone is the seconds by which a zone, "Z" or "+01:00" or none, is ahead of UTC.
func zone(s string) (int64, bool) {
	if s == "" || s == "Z" {
		return 0, true
	}
	if len(s) != 6 || s[3] != ':' {
		return 0, false
	}
	seconds := (digits(s[1:3])*60 + digits(s[4:6])) * 60
	switch s[0] {
	case '+':
		return seconds, true
	case '-':
		return -seconds, true
	}
	return 0, false
}

// epochTime reads Cisco's times: whole seconds, above 1e11 milliseconds; 0 is absent.
func epochTime(count int64) int64 {
	switch {
	case count == 0:
		return noTime
	case count > 100_000_000_000:
		return count * 1_000_000
	}
	return count * 1_000_000_000
}

// ---- Words ----------------------------------------------------------------------------------------------------------

var withoutSeparators = strings.NewReplacer("-", "", "_", "", " ", "")

// folded is a word without case, hyphens, underscores and spaces.
func folded(word string) string {
	return withoutSeparators.Replace(strings.ToLower(word))
}
