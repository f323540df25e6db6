import ArgumentParser
import Glibc

/// The language of texts for people. Words of the machine (rules, levels, columns of CSV) have none.
enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
  case english = "en"
  case korean = "ko"

  /// The language the terminal is set to, as POSIX orders the variables; English where it is another.
  static func ofEnvironment() -> Language {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
      guard let value = getenv(name), value.pointee != 0 else { continue }
      let text = String(cString: value)
      return text == "ko" || text.utf8.starts(with: "ko_".utf8) || text.utf8.starts(with: "ko.".utf8) ? .korean : .english
    }
    return .english
  }

  /// One text in both languages, side by side, so that neither is forgotten.
  func say(_ english: String, _ korean: String) -> String { self == .korean ? korean : english }
}
