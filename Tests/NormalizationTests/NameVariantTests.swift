import Identity
import Normalization
import Testing

/// Names of other scripts in the Latin spellings people use: a variant where the other half agrees.
struct NameVariantTests {
  private static let normalizer = Normalizer(today: CivilDate(year: 2026, month: 11, day: 21)!)

  private static func form(_ raw: String) -> [UInt8]? {
    var form: [UInt8]?
    normalizer.name(NameParts(full: Array(raw.utf8))) { form = $0.form }
    return form
  }

  @Test(arguments: [
    // Chinese, Vietnamese, Japanese: family names
    ("Xiaoming Wang", "Xiaoming Wong", NameLevel.variant), ("Kwok, Wing Fai", "Guo, Wing Fai", .variant),
    ("Andrew Huang", "Andrew Ng", .variant), ("Mei-ling Cheung", "Mei-ling Zhang", .variant),
    ("Quang Vu", "Quang Voo", .variant), ("Kenji Sato", "Kenji Satoh", .variant), ("Shun Saito", "Shun Saitou", .variant),
    // Arabic, Persian, Turkish, Hebrew
    ("Muhammad Khan", "Mehmet Khan", .variant), ("Yusuf Rahman", "Youssef Rahman", .variant),
    ("Khaled Aziz", "Khalid Aziz", .variant), ("Jamal Farouk", "Gamal Farouk", .variant),
    ("Hossein Tehrani", "Husain Tehrani", .variant), ("Yitzhak Perl", "Isaac Perl", .variant),
    ("Moshe Dayan", "Moses Dayan", .variant), ("Süleyman Demirel", "Suleiman Demirel", .variant),
    // Russian, Greek, Thai, Indian, Indonesian
    ("Anton Chekhov", "Anton Tchekhov", .variant), ("Boris Smirnov", "Boris Smirnoff", .variant),
    ("Giorgos Seferis", "Georgios Seferis", .variant), ("Wichai Saetang", "Vichai Saetang", .variant),
    ("Satyajit Mukherjee", "Satyajit Mukhopadhyay", .variant), ("Anil Chaudhary", "Anil Choudhury", .variant),
    ("Sukarno Putra", "Soekarno Putra", .variant),
    // never a closure: Ho, Lee and Hong stand in several clusters
    ("Xiaoming He", "Xiaoming Hu", .similar), ("David Hwang", "David Fang", .similar),
    // a cluster of family names says nothing of given names
    ("Chang Smith", "Teo Smith", .apart),
    // one half must agree
    ("Mehmet Khan", "Muhammad Demir", .conflict), ("Xiaoming Wang", "Dawei Wong", .apart),
  ])
  func `two spellings of one name are a variant`(_ row: (left: String, right: String, level: NameLevel)) throws {
    let left = try #require(NameVariantTests.form(row.left))
    let right = try #require(NameVariantTests.form(row.right))
    #expect(NameLevel.of(left.span, right.span) == row.level, "\(row)")
    #expect(NameLevel.of(right.span, left.span) == row.level, "\(row)")
  }
}
