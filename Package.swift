// swift-tools-version: 6.3
// Develops and tests the library: swift build, swift test. What ships is built by CMakeLists.txt, which also hides the
// runtime functions that Embedded code carries: exported, they would clash with a real Swift runtime.
//
// A release build is Embedded Swift, so that what does not compile as such is seen at once; a debug build is ordinary
// Swift, so that the tests can look inside. There are no unsafe flags here, and nothing is fetched.
//
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "jobstatus",
  products: [
    .library(name: "jobstatus", targets: ["JobStatus"])
  ],
  targets: [
    .systemLibrary(name: "CJobStatus", path: "include"),
    .target(
      name: "JobStatus",
      dependencies: ["CJobStatus"],
      swiftSettings: [
        .strictMemorySafety(),
        .enableExperimentalFeature("Embedded", .when(configuration: .release)),
      ]
    ),
    .testTarget(
      name: "JobStatusTests",
      dependencies: ["JobStatus", "CJobStatus"]
    ),
  ],
  swiftLanguageModes: [.v6]
)
