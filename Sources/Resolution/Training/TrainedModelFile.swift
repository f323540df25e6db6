import Identity
import Intake
public import Linkage
import Normalization

/// The model file that training leaves: the base's text, with other numbers in the places that training
/// decides and a comment on where they come from. Everything else stays as somebody wrote it, so that the
/// two files show in a diff what was learnt.
public struct TrainedModelFile: Sendable {
  /// What the written file reads as.
  public let file: ModelFile

  /// Marks comments that the next training takes out again.
  private static let mark = "# trained: "

  /// - Parameter account: what the model was trained on, a line each.
  public init(_ base: ModelFile, _ training: Training, account: [String]) throws(ModelFailure) {
    let base = try TrainedModelFile.withRoomForApart(base)
    let tree = try TrainedModelFile.tree(base)
    var text = ModelText(base.text, without: TrainedModelFile.mark)
    let wanted = training.model(from: base.model)
    // Only what changes is written anew, so that a number nobody touched keeps its digits.
    if wanted.prior != base.model.prior, let prior = tree["prior"] {
      text.set("prior", to: ModelNumber.share(ofOdds: wanted.prior), line: prior.line, after: nil)
    }
    for (key, before, after) in [
      ("match", base.model.matchThreshold, wanted.matchThreshold), ("review", base.model.reviewThreshold, wanted.reviewThreshold),
    ] where before != after {
      guard let line = tree["thresholds"]?[key]?.line else { continue }
      text.set(key, to: ModelNumber.bits(after), line: line, after: nil)
    }
    if let name = tree["model"], let written = name.text, !written.utf8.elementsEqual("trained".utf8), !written.hasSuffix("-trained") {
      text.set("model", to: written + "-trained", line: name.line, after: nil)
    }
    for (index, comparison) in base.model.comparisons.enumerated() {
      guard let entry = tree["comparisons"]?.entries.first(where: { $0.key == ColumnID(comparison.attribute, label: comparison.label).word }) else { continue }
      let names = entry.value.entries.filter { $0.value["m"] != nil }
      for (position, level) in training.levels[index].enumerated() {
        guard let name = TrainedModelFile.levelName(comparison, position),
          let written = names.first(where: { $0.key == name })
        else { continue }
        text.write(level, name, written, wanted.comparisons[index], isTop: position == training.levels[index].count - 1)
      }
    }
    text.comment(account.map { TrainedModelFile.mark + $0 })
    file = try ModelFile(reading: text.bytes, named: "the trained model")
    try TrainedModelFile.check(file.model, wanted)
  }

  private static func tree(_ base: ModelFile) throws(ModelFailure) -> YAMLTree {
    do { return try YAMLTree(reading: base.text, named: "the base model") } catch {
      throw ModelFailure(sentences: [error.sentence])
    }
  }

  /// A base of before names had the level `apart` has no place for what is learnt of it: a line for it goes above that of
  /// `conflict`, with the same numbers.
  private static func withRoomForApart(_ base: ModelFile) throws(ModelFailure) -> ModelFile {
    let names = try tree(base)["comparisons"]?[Attribute.name.word]
    guard let names, names["apart"] == nil, let conflict = names.entries.first(where: { $0.key == "conflict" }) else { return base }
    var lines = base.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let index = conflict.line - 1
    guard lines.indices.contains(index) else { return base }
    var line = lines[index].prefix { $0 != UInt8(ascii: "#") }
    while line.last == UInt8(ascii: " ") || line.last == UInt8(ascii: "\r") { line.removeLast() }
    let (indent, key) = (line.prefix { $0 == UInt8(ascii: " ") }, Array("conflict:".utf8))
    guard line.dropFirst(indent.count).starts(with: key), line.last == UInt8(ascii: "}") else { return base }
    var added = Array(indent)
    added += Array("apart:".utf8)
    added += line.dropFirst(indent.count + key.count)
    lines.insert(added, at: index)
    return try ModelFile(reading: Array(lines.joined(separator: [UInt8(ascii: "\n")])), named: "the base model")
  }

  private static func levelName(_ comparison: Comparison, _ position: Int) -> String? {
    let names = levelNames(of: comparison.attribute)
    return position < names.count ? names[position] : nil
  }

  /// Written numbers have four digits, so a weight may be off by a few thousandths of a bit; more means that
  /// the base is laid out in a way that this does not understand.
  private static func check(_ read: Model, _ wanted: Model) throws(ModelFailure) {
    var isRight = near(read.prior, wanted.prior) && read.matchThreshold == wanted.matchThreshold && read.reviewThreshold == wanted.reviewThreshold
    for (one, two) in zip(read.comparisons, wanted.comparisons) {
      for (a, b) in zip(one.weights, two.weights) where !near(a, b) { isRight = false }
      // One column's comparison may leave them to that of its attribute, which has learnt, too.
      if one.label.isEmpty, one.householdWeight != two.householdWeight || one.sharedWeight != two.sharedWeight { isRight = false }
    }
    if isRight { return }
    throw ModelFailure(sentences: [
      "The base model cannot be rewritten: put every level on a line of its own, as in \"near: { m: 0.08, u: 0.0002 }\"."
    ])
  }

  private static func near(_ one: MatchWeight, _ two: MatchWeight) -> Bool { (one.rawValue &- two.rawValue).magnitude <= 3 }
}

/// The lines of a model file, changed in place.
private struct ModelText {
  private var lines: [[UInt8]]
  private let mark: String

  init(_ bytes: [UInt8], without mark: String) {
    self.mark = mark
    lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    // Lines keep their number until the end; a line that was only a mark is emptied and dropped by `bytes`.
    for index in lines.indices {
      guard let start = ModelText.position(of: Array(mark.utf8), in: lines[index], from: 0) else { continue }
      var end = start
      while end > 0, lines[index][end - 1] == UInt8(ascii: " ") { end -= 1 }
      lines[index].removeSubrange(end...)
      if lines[index].isEmpty { dropped.insert(index) }
    }
  }

  private var dropped: Set<Int> = []
  private var head: [String] = []

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for line in head { bytes += Array(line.utf8) + [UInt8(ascii: "\n")] }
    for (index, line) in lines.enumerated() where !dropped.contains(index) {
      bytes += line
      if index < lines.count - 1 { bytes.append(UInt8(ascii: "\n")) }
    }
    return bytes
  }

  mutating func comment(_ lines: [String]) { head = lines }

  /// Writes the value of a key that stands on a line (the first is 1).
  ///
  /// - Parameter after: a key that comes before it on the same line.
  mutating func set(_ key: String, to value: String, line: Int, after: String?) {
    let index = line - 1
    guard lines.indices.contains(index) else { return }
    var from = 0
    if let after, let start = ModelText.position(ofKey: after, in: lines[index], from: 0) { from = start }
    guard var start = ModelText.position(ofKey: key, in: lines[index], from: from) else { return }
    while start < lines[index].count, lines[index][start] == UInt8(ascii: " ") { start += 1 }
    var end = start
    while end < lines[index].count, !", }#\t\r".utf8.contains(lines[index][end]) { end += 1 }
    lines[index].replaceSubrange(start..<end, with: Array(value.utf8))
  }

  mutating func write(
    _ level: Training.Level, _ name: String, _ written: YAMLTree.Entry, _ comparison: Comparison, isTop: Bool
  ) {
    func place(_ key: String) -> (line: Int, after: String?)? {
      guard let value = written.value[key] else { return nil }
      return (value.line, value.line == written.line ? name : nil)
    }
    guard let m = place("m"), let u = place("u") else { return }
    if level.after != level.before {
      // A level that no pair reached has no share of its own; only the order of the levels moved it.
      let known = level.isMet ? nil : written.value["m"]?.text.flatMap { Double($0) }
      let numbers = ModelNumber.shares(m: known ?? level.m, weight: level.after)
      set("m", to: numbers.m, line: m.line, after: m.after)
      set("u", to: numbers.u, line: u.line, after: u.after)
    }
    if isTop {
      for (key, weight) in [("household", comparison.householdWeight), ("shared", comparison.sharedWeight)] {
        guard let place = place(key), let weight, let before = written.value[key]?.text, Double(before) != Double(weight.rawValue) / 1_000
        else { continue }
        set(key, to: ModelNumber.bits(weight), line: place.line, after: place.after)
      }
    }
    if level.isMet, lines.indices.contains(u.line - 1) {
      let note = "\(level.isLabelled ? "labelled " : "")\(ModelNumber.count(level.matches)) of one, \(ModelNumber.count(level.others)) of two; \(level.before) -> \(level.after)"
      lines[u.line - 1] += Array("  \(mark)\(note)".utf8)
    }
  }

  /// Just behind `key:`, where it stands as a word of its own and not in a comment.
  private static func position(ofKey key: String, in line: [UInt8], from: Int) -> Int? {
    let wanted = Array(key.utf8) + [UInt8(ascii: ":")]
    let end = line.firstIndex(of: UInt8(ascii: "#")) ?? line.count
    var start = from
    while let found = position(of: wanted, in: line, from: start), found < end {
      if found == 0 || " {,".utf8.contains(line[found - 1]) { return found + wanted.count }
      start = found + 1
    }
    return nil
  }

  private static func position(of wanted: [UInt8], in line: [UInt8], from: Int) -> Int? {
    var start = from
    while start + wanted.count <= line.count {
      if line[start..<start + wanted.count].elementsEqual(wanted) { return start }
      start += 1
    }
    return nil
  }
}

/// Numbers as a model file writes them: no exponents, four digits that count.
enum ModelNumber {
  /// m and u of a weight, both between 1e-12 and 1.
  static func shares(m: Double, weight: MatchWeight) -> (m: String, u: String) {
    let factor = 1 / matchFactor(weight)
    var m = m
    var u = m * factor
    let largest = max(m, u)
    if largest > 1 {
      m /= largest
      u /= largest
    }
    let smallest = min(m, u)
    if smallest < 2e-12 {
      let scale = 2e-12 / smallest
      m = min(1, m * scale)
      u = min(1, u * scale)
    }
    // u from the m that is written.
    let written = four(m)
    return (written, four(min(1, (Double(written) ?? m) * factor)))
  }

  /// The share whose odds a weight is.
  static func share(ofOdds weight: MatchWeight) -> String { four(matchProbability(weight)) }

  static func bits(_ weight: MatchWeight) -> String {
    let magnitude = Int(weight.rawValue.magnitude)
    var digits = "\(magnitude / 1_000)"
    var rest = magnitude % 1_000
    if rest > 0 {
      var width = 3
      while rest % 10 == 0 {
        rest /= 10
        width -= 1
      }
      let shown = "\(rest)"
      digits += "." + String(repeating: "0", count: width - shown.utf8.count) + shown
    }
    return (weight.rawValue < 0 ? "-" : "") + digits
  }

  /// Pairs, to the whole one from ten on.
  static func count(_ value: Double) -> String {
    value >= 10 || value == value.rounded() ? "\(Int(value.rounded()))" : "\(Double((value * 10).rounded()) / 10)"
  }

  /// Four significant digits.
  static func four(_ value: Double) -> String {
    if value <= 0 { return "0" }
    var scaled = value
    var shift = 0
    while scaled < 1_000 {
      scaled *= 10
      shift += 1
    }
    var digits = Int(scaled.rounded())
    while shift > 0, digits % 10 == 0 {
      digits /= 10
      shift -= 1
    }
    if shift == 0 { return "\(digits)" }
    let shown = "\(digits)"
    let padded = String(repeating: "0", count: max(0, shift + 1 - shown.utf8.count)) + shown
    let whole = padded.utf8.count - shift
    return String(decoding: padded.utf8.prefix(whole), as: UTF8.self) + "." + String(decoding: padded.utf8.dropFirst(whole), as: UTF8.self)
  }
}
