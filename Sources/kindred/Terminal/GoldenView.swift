import Intake

/// A golden record read back from its JSON.
struct GoldenView {
  struct Value {
    var text: String
    var from: String
    var rule: String
    var carriers: Int
  }

  /// By attribute, as stored.
  var attributes: [(word: String, values: [Value])] = []
  var runnersUp: [(word: String, values: [Value])] = []

  init?(_ json: [UInt8]) {
    guard let value = try? JSONReader().read(json), case .object(let members) = value else { return nil }
    for member in members {
      let word = String(decoding: member.name, as: UTF8.self)
      if word == "runners_up", case .object(let others) = member.value {
        runnersUp = others.map { (String(decoding: $0.name, as: UTF8.self), GoldenView.values($0.value)) }
      } else {
        attributes.append((word, GoldenView.values(member.value)))
      }
    }
  }

  func best(_ word: String) -> String? { attributes.first { $0.word == word }?.values.first?.text }

  private static func values(_ json: JSONValue) -> [Value] {
    guard case .array(let items) = json else { return [] }
    return items.map { item in
      func text(_ name: String) -> String {
        guard case .string(let bytes)? = item[name] else { return "" }
        return String(decoding: bytes, as: UTF8.self)
      }
      var carriers = 0
      if case .number(let digits)? = item["carriers"] { carriers = Int(String(decoding: digits, as: UTF8.self)) ?? 0 }
      return Value(text: text("value"), from: text("from"), rule: text("rule"), carriers: carriers)
    }
  }
}
