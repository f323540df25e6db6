import Identity
import Resolution
import Testing

@Test(arguments: [
  ("2024-10-26T00:33:00Z", "2024-10-26T00:33:00Z"),
  ("2024-10-26T00:33:00.5Z", "2024-10-26T00:33:00.500000Z"),
  ("2024-10-26T09:33:00+09:00", "2024-10-26T00:33:00Z"),
  ("2024-10-26T09:33:00+0900", "2024-10-26T00:33:00Z"),
  ("2023-05-07 18:32:00 +0900", "2023-05-07T09:32:00Z"),
  ("2024-10-25T20:33:00-04:00", "2024-10-26T00:33:00Z"),
  ("2024-10-26 00:33", "2024-10-26T00:33:00Z"),
  ("2024-10-26", "2024-10-26T00:00:00Z"),
  ("2024.10.26", "2024-10-26T00:00:00Z"),
  ("20241026", "2024-10-26T00:00:00Z"),
  ("1700000000", "2023-11-14T22:13:20Z"),
  ("1700000000123", "2023-11-14T22:13:20.123000Z"),
])
func `moments are read in the forms sources write`(text: String, moment: String) {
  #expect(sourceTimestamp(Array(text.utf8)[...])?.description == moment)
}

@Test(arguments: ["", "yesterday", "2024-13-01", "2024-02-30", "24-10-26", "2024-10-26T25:00:00Z", "99999999999999999999"])
func `what is no moment is none`(text: String) { #expect(sourceTimestamp(Array(text.utf8)[...]) == nil) }
