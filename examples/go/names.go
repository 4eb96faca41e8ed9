// The library's names of its constants: what they print as, and what configuration files and JSON call them.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A family is the names of the constants of one type. They are asked of the library once, when the program starts.
type family[Constant ~uint32] struct {
	title string
	names []string
}

func newFamily[Constant ~uint32](title string, name func(C.uint32_t) *C.char) family[Constant] {
	names := []string{nameOf(name(0))}
	if names[0] == "" {
		names[0] = "unknown"
	}
	for value := C.uint32_t(1); name(value) != nil; value++ {
		names = append(names, nameOf(name(value)))
	}
	return family[Constant]{title, names}
}

var (
	vendors   = newFamily[Vendor]("Vendor", func(v C.uint32_t) *C.char { return C.jobstatus_vendor_name(v) })
	kinds     = newFamily[Kind]("Kind", func(v C.uint32_t) *C.char { return C.jobstatus_kind_name(v) })
	states    = newFamily[State]("State", func(v C.uint32_t) *C.char { return C.jobstatus_state_name(v) })
	advices   = newFamily[Advice]("Advice", func(v C.uint32_t) *C.char { return C.jobstatus_advice_name(v) })
	faults    = newFamily[Fault]("Fault", func(v C.uint32_t) *C.char { return C.jobstatus_fault_name(v) })
	itemKinds = newFamily[ItemKind]("ItemKind", func(v C.uint32_t) *C.char { return C.jobstatus_item_kind_name(v) })
)

func (f *family[Constant]) name(constant Constant) string {
	if uint64(constant) < uint64(len(f.names)) {
		return f.names[constant]
	}
	return fmt.Sprintf("%s(%d)", f.title, constant)
}

// read sets a constant to the one that has the name.
func (f *family[Constant]) read(name []byte, constant *Constant) error {
	for value := range f.names {
		if f.names[value] == string(name) {
			*constant = Constant(value)
			return nil
		}
	}
	return fmt.Errorf("jobstatus: %q is the name of no %s", name, f.title)
}

// Vendors returns all vendors that the library knows.
func Vendors() []Vendor {
	all := make([]Vendor, 0, len(vendors.names)-1)
	for value := 1; value < len(vendors.names); value++ {
		all = append(all, Vendor(value))
	}
	return all
}

// ParseVendor returns the vendor of a name, such as "netapp-ontap"; the other names of a vendor, such as "orange", are
// known too. It reports false, and returns VendorUnknown, where there is none.
func ParseVendor(name string) (Vendor, bool) {
	vendor := vendorFromName(name)
	return vendor, vendor != VendorUnknown
}

// Title returns the vendor's name for a person, such as "NetApp ONTAP"; "" where the vendor is not known.
func (v Vendor) Title() string {
	return nameOf(C.jobstatus_vendor_title(C.uint32_t(v)))
}

// String returns the library's name of the vendor, "unknown" for VendorUnknown.
func (v Vendor) String() string { return vendors.name(v) }

// String returns the library's name.
func (k Kind) String() string { return kinds.name(k) }

// String returns the library's name.
func (s State) String() string { return states.name(s) }

// String returns the library's name.
func (a Advice) String() string { return advices.name(a) }

// String returns the library's name.
func (f Fault) String() string { return faults.name(f) }

// String returns the library's name.
func (k ItemKind) String() string { return itemKinds.name(k) }

// String returns the library's names of the bits, joined by a bar; "none" where no bit is set.
func (f Flags) String() string {
	if f == 0 {
		return "none"
	}
	return strings.Join(f.names(), "|")
}

// names returns the library's names of the bits.
func (f Flags) names() []string {
	names := []string{}
	for bit := Flags(1); bit != 0; bit <<= 1 {
		if f&bit == 0 {
			continue
		}
		name := nameOf(C.jobstatus_flag_name(C.uint32_t(bit)))
		if name == "" {
			name = fmt.Sprintf("Flags(%#x)", uint32(bit))
		}
		names = append(names, name)
	}
	return names
}

// String returns the library's name of the result, such as "not-json".
func (r Result) String() string {
	if name := nameOf(C.jobstatus_result_name(C.jobstatus_result(r))); name != "" {
		return name
	}
	return fmt.Sprintf("Result(%d)", int32(r))
}

// MarshalText returns the name.
func (v Vendor) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MarshalText returns the name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalText returns the name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalText returns the name.
func (a Advice) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// MarshalText returns the name.
func (f Fault) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// MarshalText returns the name.
func (k ItemKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalText returns the name.
func (r Result) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// MarshalJSON returns the names of the bits, as an array.
func (f Flags) MarshalJSON() ([]byte, error) { return json.Marshal(f.names()) }

// UnmarshalText reads any name of a vendor, so that a vendor can be a member of a configuration or, by flag.TextVar, a
// flag of a command.
func (v *Vendor) UnmarshalText(text []byte) error {
	if vendor, known := ParseVendor(string(text)); known {
		*v = vendor
		return nil
	}
	return vendors.read(text, v)
}

// UnmarshalText reads a name.
func (k *Kind) UnmarshalText(text []byte) error { return kinds.read(text, k) }

// UnmarshalText reads a name.
func (s *State) UnmarshalText(text []byte) error { return states.read(text, s) }

// UnmarshalText reads a name.
func (a *Advice) UnmarshalText(text []byte) error { return advices.read(text, a) }

// UnmarshalText reads a name.
func (f *Fault) UnmarshalText(text []byte) error { return faults.read(text, f) }

// UnmarshalText reads a name.
func (k *ItemKind) UnmarshalText(text []byte) error { return itemKinds.read(text, k) }

// UnmarshalText reads a name.
func (r *Result) UnmarshalText(text []byte) error {
	result := resultFromName(string(text))
	if result > 0 {
		return fmt.Errorf("jobstatus: %q is the name of no Result", text)
	}
	*r = result
	return nil
}

// UnmarshalJSON reads an array of names.
func (f *Flags) UnmarshalJSON(text []byte) error {
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		return err
	}
	var flags Flags
	for _, name := range names {
		flag := flagFromName(name)
		if flag == 0 {
			return fmt.Errorf("jobstatus: %q is the name of no flag", name)
		}
		flags |= flag
	}
	*f = flags
	return nil
}
