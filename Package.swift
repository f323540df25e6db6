// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is built the same way: Swift 6 mode (strict concurrency) and explicit
// existentials and imports, so that an import that widens a module's surface is seen in review.
let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "kindred",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "kindred", targets: ["kindred"]),
    .executable(name: "Benchmarks", targets: ["Benchmarks"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // layer 0: the words, the C seams
    .target(name: "Identity", swiftSettings: swift),
    .target(name: "CAllocations"),
    .target(name: "CEmbedded"),
    .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
    .target(name: "CPostgres", linkerSettings: [.linkedLibrary("pq")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),

    // layer 1: one field, one file
    .target(name: "Intake", dependencies: ["Identity", "CICU", "CZlib", "Yams"], swiftSettings: swift),
    .target(name: "Normalization", dependencies: ["Identity", "CICU", "CEmbedded"], swiftSettings: swift),

    // layer 2: the engine
    .target(name: "Linkage", dependencies: ["Identity", "Normalization"], swiftSettings: swift),

    // layer 3: what a user can do
    .target(
      name: "Resolution",
      dependencies: [
        "Identity", "Intake", "Normalization", "Linkage", "CEmbedded",
        .product(name: "Crypto", package: "swift-crypto"), "Yams",
      ], swiftSettings: swift),

    // layer 4: the world
    .target(
      name: "PostgresStore",
      dependencies: [
        "Identity", "Resolution", "CPostgres", "CEmbedded",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift),

    // layer 5: the only place where a store and a command meet
    .executableTarget(
      name: "kindred",
      dependencies: [
        "Identity", "Intake", "Normalization", "Linkage", "Resolution", "PostgresStore", "CEmbedded",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // Glue between arguments and use cases has nothing to gain from the optimiser, and the one of
      // Swift 6.3.1 crashes on a large value that an async closure returns through a generic.
      swiftSettings: swift + [.unsafeFlags(["-Onone"])]),
    .executableTarget(
      name: "Benchmarks", dependencies: ["Identity", "Intake", "Normalization", "Linkage", "CAllocations"],
      swiftSettings: swift),

    // tests mirror the sources
    .target(
      name: "TestKit", dependencies: ["Identity", "Normalization", "Linkage"], path: "Tests/TestKit",
      swiftSettings: swift),
    .testTarget(name: "IdentityTests", dependencies: ["Identity"], swiftSettings: swift),
    .testTarget(name: "IntakeTests", dependencies: ["Intake", "Identity"], swiftSettings: swift),
    .testTarget(name: "NormalizationTests", dependencies: ["Normalization", "Identity", "TestKit"], swiftSettings: swift),
    .testTarget(name: "LinkageTests", dependencies: ["Linkage", "Identity", "Normalization", "TestKit"], swiftSettings: swift),
    .testTarget(
      name: "ResolutionTests", dependencies: ["Resolution", "Identity", "Intake", "Linkage", "Normalization", "TestKit"],
      swiftSettings: swift),
    .testTarget(
      name: "PostgresStoreTests",
      dependencies: ["PostgresStore", "Resolution", "Intake", "Linkage", "Identity", "TestKit"], swiftSettings: swift),
    .testTarget(
      name: "kindredTests",
      dependencies: ["TestKit", "Identity", "PostgresStore", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: swift),
    .testTarget(name: "TidyTests", swiftSettings: swift),
  ],
  cLanguageStandard: .c2x
)
