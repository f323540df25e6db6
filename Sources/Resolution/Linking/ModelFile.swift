import CEmbedded
import Identity
import Intake
public import Linkage
import Normalization

/// Model files: the YAML that holds every weight, threshold, rule and cap, read into a `Model`.
///
/// Probabilities are written as shares, weights follow from them: log2(m / u) in whole millibits, and
/// only those integers are used. All problems of a file are reported together.
///
/// Of names, `conflict` was the lowest level once, and is still the word for all full names that differ: where a file
/// weighs no `apart`, that weighs what `conflict` does, and a condition that says `conflict` is met by `apart`, too.
public struct ModelFile: Sendable {
  public var model: Model
  /// The file as read: what `model` tables and reports keep.
  public var text: [UInt8]

  /// The model that ships with the program.
  public static func standard() -> ModelFile {
    let bytes = embeddedFile("models/default.yaml")
    do {
      return try ModelFile(reading: bytes, named: "the built-in model")
    } catch {
      preconditionFailure("the built-in model does not read: \(error)")
    }
  }

  public init(reading bytes: [UInt8], named name: String) throws(ModelFailure) {
    let tree: YAMLTree
    do { tree = try YAMLTree(reading: bytes, named: name) } catch {
      throw ModelFailure(sentences: [error.sentence])
    }
    var reading = ModelReading(name: name)
    let model = reading.model(tree)
    guard reading.problems.isEmpty, let model else { throw ModelFailure(sentences: reading.problems) }
    self.model = model
    text = bytes
  }
}

/// Everything that is wrong with a model file, a sentence each.
public struct ModelFailure: Error, Sendable, CustomStringConvertible {
  public var sentences: [String]
  public var description: String { sentences.joined(separator: "\n") }
}

/// A file the program carries inside itself.
package func embeddedFile(_ name: String) -> [UInt8] {
  guard let file = kindred_embedded(name) else { preconditionFailure("the program carries no file \(name)") }
  return Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.count))
}

private struct ModelReading {
  let name: String
  var problems: [String] = []

  mutating func problem(_ tree: YAMLTree?, _ text: String) {
    problems.append("\(name)\(tree.map { ", line \($0.line)" } ?? ""): \(text)")
  }

  // MARK: scalars

  mutating func number(_ tree: YAMLTree, _ key: String, _ range: ClosedRange<Double>) -> Double {
    guard let value = tree[key] else {
      problem(tree, "\(key) is missing.")
      return range.lowerBound
    }
    guard let text = value.text, let number = Double(text), range.contains(number) else {
      problem(value, "\(key) must be a number from \(range.lowerBound) to \(range.upperBound).")
      return range.lowerBound
    }
    return number
  }

  mutating func bits(_ tree: YAMLTree, _ key: String) -> MatchWeight {
    MatchWeight(millibits: Int((number(tree, key, -200...200) * 1_000).rounded()))
  }

  mutating func count(_ tree: YAMLTree, _ key: String) -> Int {
    let value = number(tree, key, 1...1_000_000_000)
    return Int(value)
  }

  mutating func optionalCount(_ tree: YAMLTree, _ key: String) -> Int? {
    tree[key] == nil ? nil : count(tree, key)
  }

  mutating func onlyKeys(_ tree: YAMLTree, _ allowed: [String], in place: String) {
    for entry in tree.entries where !allowed.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) {
      problems.append(
        "\(name), line \(entry.line): \(place) has no key of that name; it may have \(allowed.joined(separator: ", ")).")
    }
  }

  // MARK: the model

  mutating func model(_ tree: YAMLTree) -> Model? {
    let sections = ["model", "prior", "thresholds", "limits", "sharing", "comparisons", "corroboration", "blocking", "never_together", "frequencies"]
    onlyKeys(tree, sections, in: "a model")
    guard let thresholds = section(tree, "thresholds"), let limits = section(tree, "limits"),
      let sharing = section(tree, "sharing"), let comparisons = section(tree, "comparisons"),
      let blocking = section(tree, "blocking"), let exclusions = section(tree, "never_together"),
      let frequencies = section(tree, "frequencies")
    else { return nil }
    let prior = number(tree, "prior", 1e-30...0.999_999)
    onlyKeys(thresholds, ["match", "review", "ambiguity_margin"], in: "thresholds")
    onlyKeys(limits, ["carriers_max", "component_max"], in: "limits")
    if blocking.items.count > 200 { problem(blocking, "there are more than 200 blocking rules.") }
    let ids = blocking.items.compactMap { $0["id"]?.text }
    if Set(ids).count < ids.count { problem(blocking, "two blocking rules have the same id.") }
    if exclusions.items.count > 32 { problem(exclusions, "there are more than 32 exclusions.") }
    onlyKeys(sharing, ["personal_names_max", "household_names_max", "household_families_max"], in: "sharing")
    var model = Model(
      name: tree["model"]?.text ?? "unnamed", prior: weight(prior, 1 - prior),
      matchThreshold: bits(thresholds, "match"), reviewThreshold: bits(thresholds, "review"),
      ambiguityMargin: bits(thresholds, "ambiguity_margin"), carriersMax: count(limits, "carriers_max"),
      componentMax: count(limits, "component_max"),
      sharing: SharingSteps(
        personalNamesMax: count(sharing, "personal_names_max"), householdNamesMax: count(sharing, "household_names_max"),
        householdFamiliesMax: count(sharing, "household_families_max")),
      comparisons: inherited(comparisons.entries.compactMap { entry in comparison(entry).map { (entry.value, $0) } }),
      blocking: blocking.items.compactMap { rule($0) }, exclusions: exclusions.items.compactMap { exclusion($0) },
      frequencies: termFrequencies(frequencies))
    if let corroboration = tree["corroboration"] { model.corroboration = self.corroboration(corroboration) }
    return model
  }

  /// What a model without this section says: nothing.
  mutating func corroboration(_ tree: YAMLTree) -> Corroboration {
    onlyKeys(tree, ["agrees_from", "disagrees_from", "idle_below", "steps"], in: "corroboration")
    let written = tree["steps"]?.items ?? []
    if written.isEmpty { problem(tree["steps"] ?? tree, "corroboration needs a list of steps.") }
    var steps: [Corroboration.Step] = []
    for step in written {
      let kinds = ["agreeing", "disagreeing", "idle", "compared"]
      onlyKeys(step, kinds.flatMap { [$0 + "_min", $0 + "_max"] } + ["weight"], in: "a step of corroboration")
      var ranges: [ClosedRange<Int>] = []
      for kind in kinds {
        let (low, high) = (columnCount(step, kind + "_min") ?? 0, columnCount(step, kind + "_max") ?? .max)
        if low > high { problem(step, "\(kind)_min is more than \(kind)_max.") }
        ranges.append(low...max(low, high))
      }
      steps.append(
        Corroboration.Step(
          agreeing: ranges[0], disagreeing: ranges[1], idle: ranges[2], compared: ranges[3], weight: bits(step, "weight")))
    }
    func limit(_ key: String, _ range: ClosedRange<Double>) -> MatchWeight {
      MatchWeight(millibits: Int((number(tree, key, range) * 1_000).rounded()))
    }
    return Corroboration(
      agreesFrom: limit("agrees_from", 0.001...200), disagreesFrom: limit("disagrees_from", -200 ... -0.001),
      idleBelow: limit("idle_below", 0...200), steps: steps)
  }

  /// From the seventh on columns are not told apart.
  mutating func columnCount(_ tree: YAMLTree, _ key: String) -> Int? {
    guard let value = tree[key] else { return nil }
    guard let text = value.text, let count = Int(text), (0...7).contains(count) else {
      problem(value, "\(key) must be a whole number from 0 to 7.")
      return 0
    }
    return count
  }

  mutating func section(_ tree: YAMLTree, _ key: String) -> YAMLTree? {
    guard let found = tree[key] else {
      problem(nil, "the section \(key) is missing.")
      return nil
    }
    return found
  }

  func weight(_ m: Double, _ u: Double) -> MatchWeight {
    MatchWeight(rawValue: log2Millibits(m) &- log2Millibits(u))
  }

  mutating func agreement(_ tree: YAMLTree) -> MatchWeight {
    onlyKeys(tree, ["m", "u", "household", "shared"], in: "a level")
    return weight(number(tree, "m", 1e-12...1), number(tree, "u", 1e-12...1))
  }

  /// The comparison of one column says what differs from that of its attribute; what it leaves out holds for it,
  /// too. How many columns count is said once, for all of them.
  func inherited(_ read: [(tree: YAMLTree, comparison: Comparison)]) -> [Comparison] {
    read.map { tree, comparison in
      guard !comparison.label.isEmpty else { return comparison }
      var comparison = comparison
      let general = read.first { $0.comparison.attribute == comparison.attribute && $0.comparison.label.isEmpty }?.comparison
      comparison.columnsMax = general?.columnsMax ?? .max
      guard let general else { return comparison }
      if tree["household_carriers_max"] == nil { comparison.householdCarriersMax = general.householdCarriersMax }
      if tree["shared_carriers_max"] == nil { comparison.sharedCarriersMax = general.sharedCarriersMax }
      if tree["agreement_settles"] == nil { comparison.agreementSettles = general.agreementSettles }
      if tree["issued_once"] == nil { comparison.issuedOnce = general.issuedOnce }
      // What many share never says more than what one person has.
      let top = comparison.weights[comparison.weights.count - 1]
      if comparison.householdWeight == nil { comparison.householdWeight = general.householdWeight.map { min($0, top) } }
      if comparison.sharedWeight == nil { comparison.sharedWeight = general.sharedWeight.map { min($0, top) } }
      return comparison
    }
  }

  /// `text` is every column of the attribute, `text(colour)` the one of that label.
  func column(_ word: String) -> ColumnID? {
    if let attribute = Attribute(word: word) { return ColumnID(attribute) }
    guard let open = word.utf8.firstIndex(of: UInt8(ascii: "(")), word.utf8.last == UInt8(ascii: ")"),
      let attribute = Attribute(word: String(word[..<open])), attribute.isLabelled
    else { return nil }
    let label = word[word.utf8.index(after: open)...].dropLast()
    return label.isEmpty ? nil : ColumnID(attribute, label: String(label))
  }

  mutating func comparison(_ entry: YAMLTree.Entry) -> Comparison? {
    guard let column = column(entry.key) else {
      problem(entry.value, "there is no attribute of that name; use \(Attribute.allCases.map(\.word).joined(separator: ", ")).")
      return nil
    }
    let attribute = column.attribute
    let names = levelNames(of: attribute)
    let settings =
      (column.label.isEmpty ? ["columns_max"] : [])
      + [
        "household_carriers_max", "shared_carriers_max", "frequency_from", "agreement_settles", "contacts", "area_carriers",
        "issued_once",
      ] + (attribute == .email ? ["made_of_name"] : attribute == .name ? ["contacts_floor"] : [])
    onlyKeys(entry.value, names + settings, in: "the comparison \(attribute.word)")
    var weights = [MatchWeight.zero]
    for level in names {
      guard let written = writtenLevel(entry.value, level, of: attribute) else {
        problem(entry.value, "the level \(level) of \(attribute.word) has no m and u.")
        weights.append(.zero)
        continue
      }
      weights.append(agreement(written))
    }
    let top = entry.value[names[names.count - 1]]
    var result = Comparison(attribute: attribute, weights: weights)
    result.label = column.label
    if let top, top["household"] != nil { result.householdWeight = bits(top, "household") }
    if let top, top["shared"] != nil { result.sharedWeight = bits(top, "shared") }
    result.householdCarriersMax = optionalCount(entry.value, "household_carriers_max")
    result.sharedCarriersMax = optionalCount(entry.value, "shared_carriers_max")
    result.columnsMax = optionalCount(entry.value, "columns_max") ?? .max
    if let settles = entry.value["agreement_settles"] {
      if settles.text != "true" && settles.text != "false" { problem(settles, "agreement_settles must be true or false.") }
      result.agreementSettles = settles.text == "true"
    }
    if attribute == .email, entry.value["made_of_name"] != nil {
      result.ofNameThousandths = Int32((number(entry.value, "made_of_name", 0...1) * 1_000).rounded())
    }
    for step in entry.value["contacts"]?.entries ?? [] {
      guard let contacts = Int(step.key), (1...255).contains(contacts), let text = step.value.text, let weight = Double(text),
        (-200...0).contains(weight), (result.contactSteps.last?.contactsMin ?? 0) < contacts
      else {
        problem(step.value, "contacts are ascending counts from 1 to 255, each with the bits, 0 or less, that it adds.")
        continue
      }
      result.contactSteps.append(
        ContactStep(contactsMin: contacts, weight: MatchWeight(millibits: Int((weight * 1_000).rounded()))))
    }
    if attribute == .name, entry.value["contacts_floor"] != nil {
      let bits = number(entry.value, "contacts_floor", -200...200)
      result.contactsFloor = MatchWeight(millibits: Int((bits * 1_000).rounded()))
    }
    if let written = entry.value["area_carriers"], written.entries.first.map({ $0.key != "1" }) ?? true {
      problem(written, "area_carriers are counts of records, from 1 up, each with the bits that it adds: { 1: 4, 11: 0 }.")
    }
    for step in entry.value["area_carriers"]?.entries ?? [] {
      guard attribute == .address, let count = Int(step.key), (1...1_000).contains(count), let text = step.value.text,
        let weight = Double(text), (-200...200).contains(weight), result.areaSteps.count < 16,
        result.areaSteps.last.map({ $0.carriersMin < count && $0.weight.rawValue > Int32((weight * 1_000).rounded()) }) ?? true
      else {
        problem(
          step.value,
          "area_carriers are for addresses: up to 16 ascending counts from 1 to 1000, each with the bits, fewer from step to step, that it adds.")
        continue
      }
      result.areaSteps.append(
        AreaStep(carriersMin: count, weight: MatchWeight(millibits: Int((weight * 1_000).rounded()))))
    }
    result.issuedOnce = entry.value["issued_once"]?.items.compactMap(\.text) ?? []
    if let from = entry.value["frequency_from"] {
      if let text = from.text, let found = levels(text, of: attribute) {
        result.frequencyFromLevel = found.lowerBound
      } else {
        problem(from, "frequency_from must be one of \(names.joined(separator: ", ")).")
      }
    }
    return result
  }

  mutating func rule(_ tree: YAMLTree) -> BlockingRule? {
    onlyKeys(tree, ["id", "keys", "block_max"], in: "a blocking rule")
    var kinds: [KeyKind] = []
    for item in tree["keys"]?.items ?? [] {
      guard let word = item.text, let kind = KeyKind(word: word) else {
        problem(item, "there is no key of that name; use \(KeyKind.allCases.map(\.word).joined(separator: ", ")).")
        return nil
      }
      kinds.append(kind)
    }
    if kinds.isEmpty {
      problem(tree, "a blocking rule needs keys.")
      return nil
    }
    return BlockingRule(id: Int16(clamping: count(tree, "id")), keys: kinds, blockMax: count(tree, "block_max"))
  }

  mutating func exclusion(_ tree: YAMLTree) -> Exclusion? {
    var result = Exclusion(conditions: [])
    for entry in tree.entries {
      switch entry.key {
      case "columns_min": result.columnCountMin = count(tree, "columns_min")
      case "unless": result.unless = entry.value.entries.compactMap { condition($0) }
      default:
        guard let condition = condition(entry) else { return nil }
        result.conditions.append(condition)
      }
    }
    return result.conditions.isEmpty ? nil : result
  }

  /// The levels that a word of a condition stands for: one, but for a name's `conflict`, which is any two full names
  /// that differ.
  func levels(_ word: String, of attribute: Attribute) -> ClosedRange<UInt8>? {
    guard let index = levelNames(of: attribute).firstIndex(of: word) else { return nil }
    let level = UInt8(index + 1)
    return attribute == .name && level == NameLevel.conflict.rawValue ? NameLevel.apart.rawValue...level : level...level
  }

  /// An attribute and neighbouring levels of it.
  mutating func condition(_ entry: YAMLTree.Entry) -> Exclusion.Condition? {
    guard let attribute = Attribute(word: entry.key) else {
      problem(entry.value, "there is no attribute of that name.")
      return nil
    }
    let words = entry.value.text.map { [$0] } ?? entry.value.items.compactMap(\.text)
    var found = Set<UInt8>()
    for word in words {
      if let levels = self.levels(word, of: attribute) { found.formUnion(levels) }
    }
    let areKnown = words.allSatisfy { levels($0, of: attribute) != nil } && Set(words).count == words.count
    guard areKnown, let low = found.min(), let high = found.max(), found.count == Int(high - low) + 1 else {
      problem(entry.value, "name neighbouring levels of \(attribute.word): \(levelNames(of: attribute).joined(separator: ", ")).")
      return nil
    }
    return (attribute, low...high)
  }

  mutating func termFrequencies(_ tree: YAMLTree) -> TermFrequencies {
    onlyKeys(tree, ["unknown_family", "unknown_given", "families", "given"], in: "frequencies")
    var rarity: [UInt64: Int32] = [:]
    for (section, kind) in [("families", KeyKind.nameFamily), ("given", .nameGiven)] {
      for entry in tree[section]?.entries ?? [] {
        guard let text = entry.value.text, let share = Double(text), share > 0, share <= 100 else {
          problem(entry.value, "a share is a percentage above 0.")
          continue
        }
        rarity[KeyHash.hash(NormalizedKey(kind, Array(entry.key.utf8)))] = -log2Millibits(share / 100)
      }
    }
    return TermFrequencies(
      rarity: rarity, unknownFamily: -log2Millibits(number(tree, "unknown_family", 1e-9...100) / 100),
      unknownGiven: -log2Millibits(number(tree, "unknown_given", 1e-9...100) / 100))
  }
}

/// What a comparison writes of a level: a name's `apart` is written as `conflict` in files of before there was such a level.
func writtenLevel(_ comparison: YAMLTree, _ level: String, of attribute: Attribute) -> YAMLTree? {
  if let written = comparison[level] { return written }
  return attribute == .name && level == "apart" ? comparison["conflict"] : nil
}
