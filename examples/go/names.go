// The library's names of its constants: what they print as, and what configuration files and JSON call them.
//
// SPDX-License-Identifier: Apache-2.0

package jobstatus

// #include <jobstatus.h>
import "C"

import (
	"fmt"
	"strings"
)

// A family is the names of the constants of one type. They are asked of the library once, when the program starts.
type family struct {
	title string
	names []string
}

func newFamily(title string, name func(C.uint32_t) *C.char) family {
	names := []string{nameOf(name(0))}
	if names[0] == "" {
		names[0] = "unknown"
	}
	for value := C.uint32_t(1); name(value) != nil; value++ {
		names = append(names, nameOf(name(value)))
	}
	return family{title, names}
}

var (
	vendors   = newFamily("Vendor", func(v C.uint32_t) *C.char { return C.jobstatus_vendor_name(v) })
	kinds     = newFamily("Kind", func(v C.uint32_t) *C.char { return C.jobstatus_kind_name(v) })
	states    = newFamily("State", func(v C.uint32_t) *C.char { return C.jobstatus_state_name(v) })
	advices   = newFamily("Advice", func(v C.uint32_t) *C.char { return C.jobstatus_advice_name(v) })
	faults    = newFamily("Fault", func(v C.uint32_t) *C.char { return C.jobstatus_fault_name(v) })
	itemKinds = newFamily("ItemKind", func(v C.uint32_t) *C.char { return C.jobstatus_item_kind_name(v) })
)

func (f *family) name(value uint32) string {
	if uint64(value) < uint64(len(f.names)) {
		return f.names[value]
	}
	return fmt.Sprintf("%s(%d)", f.title, value)
}

func (f *family) value(name []byte) (uint32, error) {
	for value := range f.names {
		if f.names[value] == string(name) {
			return uint32(value), nil
		}
	}
	return 0, fmt.Errorf("jobstatus: %q is the name of no %s", name, f.title)
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
func (v Vendor) String() string { return vendors.name(uint32(v)) }

// String returns the library's name.
func (k Kind) String() string { return kinds.name(uint32(k)) }

// String returns the library's name.
func (s State) String() string { return states.name(uint32(s)) }

// String returns the library's name.
func (a Advice) String() string { return advices.name(uint32(a)) }

// String returns the library's name.
func (f Fault) String() string { return faults.name(uint32(f)) }

// String returns the library's name.
func (k ItemKind) String() string { return itemKinds.name(uint32(k)) }

// String returns the library's names of the bits, joined by a bar; "none" where no bit is set.
func (f Flags) String() string {
	if f == 0 {
		return "none"
	}
	var names []string
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
	return strings.Join(names, "|")
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

// UnmarshalText reads any name of a vendor, so that a vendor can be a member of a configuration or, by flag.TextVar, a
// flag of a command.
func (v *Vendor) UnmarshalText(text []byte) error {
	if vendor, known := ParseVendor(string(text)); known {
		*v = vendor
		return nil
	}
	value, err := vendors.value(text)
	*v = Vendor(value)
	return err
}

// UnmarshalText reads a name.
func (k *Kind) UnmarshalText(text []byte) error {
	value, err := kinds.value(text)
	*k = Kind(value)
	return err
}

// UnmarshalText reads a name.
func (s *State) UnmarshalText(text []byte) error {
	value, err := states.value(text)
	*s = State(value)
	return err
}

// UnmarshalText reads a name.
func (a *Advice) UnmarshalText(text []byte) error {
	value, err := advices.value(text)
	*a = Advice(value)
	return err
}

// UnmarshalText reads a name.
func (f *Fault) UnmarshalText(text []byte) error {
	value, err := faults.value(text)
	*f = Fault(value)
	return err
}

// UnmarshalText reads a name.
func (k *ItemKind) UnmarshalText(text []byte) error {
	value, err := itemKinds.value(text)
	*k = ItemKind(value)
	return err
}
