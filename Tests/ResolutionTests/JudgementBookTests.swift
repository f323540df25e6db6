import Identity
import Resolution
import Testing

/// Records are single letters; `a=b` and `b!c` are judgements in force.
private func check(
  _ judgements: String, new: String, isRefusedBy number: Int64?, sourceLocation: SourceLocation = #_sourceLocation
) {
  func key(_ letter: Substring) -> SourceKey { SourceKey(source: "s", id: String(letter)) }
  func parse(_ word: Substring) -> (Judgement.Verdict, SourceKey, SourceKey) {
    let sign = word.firstIndex { "=!?".contains($0) }!
    let verdict: Judgement.Verdict = word[sign] == "=" ? .same : word[sign] == "!" ? .different : .unsure
    return (verdict, key(word[..<sign]), key(word[word.index(after: sign)...]))
  }
  let inForce = judgements.split(separator: " ").enumerated().map { index, word in
    let (verdict, left, right) = parse(word)
    return Judgement(
      id: Int64(index + 1), verdict: verdict, left: left, right: right, by: "t", because: "t", at: Instant(microseconds: 0))
  }
  let (verdict, left, right) = parse(new[...])
  #expect(JudgementBook(inForce).contradiction(to: verdict, left, right)?.id == number, sourceLocation: sourceLocation)
}

@Test func `nothing contradicts the first judgement`() { check("", new: "a=b", isRefusedBy: nil) }
@Test func `same against different is refused`() { check("a!b", new: "a=b", isRefusedBy: 1) }
@Test func `different against same is refused`() { check("a=b", new: "b!a", isRefusedBy: 1) }
@Test func `different is inherited through same`() { check("a=b b!c", new: "a=c", isRefusedBy: 2) }
@Test func `through same on both sides`() { check("a=b c=d b!d", new: "a=c", isRefusedBy: 3) }
@Test func `a chain of same contradicts different`() { check("a=b b=c c=d", new: "a!d", isRefusedBy: 1) }
@Test func `unsure contradicts nothing and nothing contradicts it`() {
  check("a?b", new: "a=b", isRefusedBy: nil)
  check("a!b", new: "a?b", isRefusedBy: nil)
}
@Test func `strangers are not concerned`() { check("a=b c!d", new: "a=c", isRefusedBy: nil) }

/// Which judgements of `judgements` lead from one record to another.
private func checkPath(_ judgements: String, from: String, to: String, is path: [Int64]) {
  let inForce = judgements.split(separator: " ").enumerated().map { index, word in
    let keys = word.split(separator: "=").map { SourceKey(source: "s", id: String($0)) }
    return Judgement(
      id: Int64(index + 1), verdict: .same, left: keys[0], right: keys[1], by: "t", because: "t", at: Instant(microseconds: 0))
  }
  let (left, right) = (SourceKey(source: "s", id: from), SourceKey(source: "s", id: to))
  #expect(JudgementBook(inForce).path(from: left, to: right).map(\.id) == path, "\(judgements): \(from) to \(to)")
}

@Test func `the path is the shortest, and empty where there is none`() {
  checkPath("a=b b=c c=d", from: "a", to: "d", is: [1, 2, 3])
  checkPath("a=b b=c c=d", from: "d", to: "a", is: [3, 2, 1])
  checkPath("a=b b=c a=c c=d", from: "a", to: "d", is: [3, 4])
  checkPath("a=b c=d", from: "a", to: "d", is: [])
  checkPath("a=b", from: "a", to: "a", is: [])
}

/// Which judgements say something about `pair`, each with what lies between: `a~b` are of one customer, `a=b1` are one
/// by judgement 1. Customers are words of letters; whoever is in none is one alone.
private func checkApplying(
  _ judgements: String, customers: String, to pair: String, are expected: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
  func key(_ letter: Character) -> SourceKey { SourceKey(source: "s", id: String(letter)) }
  let inForce = judgements.split(separator: " ").enumerated().map { index, word in
    let letters = Array(word)
    let verdict: Judgement.Verdict = letters[1] == "=" ? .same : letters[1] == "!" ? .different : .unsure
    return Judgement(
      id: Int64(index + 1), verdict: verdict, left: key(letters[0]), right: key(letters[2]), by: "t", because: "t",
      at: Instant(microseconds: 0))
  }
  func customer(_ letter: Character) -> [SourceKey] {
    let word = customers.split(separator: " ").first { $0.contains(letter) }
    return word.map { $0.map(key) } ?? [key(letter)]
  }
  let (left, right) = (pair.first!, pair.last!)
  let found = JudgementBook(inForce).applying(to: key(left), of: customer(left), and: key(right), of: customer(right))
  let told = found.map { applying in
    var words = ["\(applying.judgement.id)"]
    for step in applying.through {
      if let by = step.by { words.append("\(step.from.id)=\(step.to.id)\(by)") } else { words.append("\(step.from.id)~\(step.to.id)") }
    }
    return words.joined(separator: " ")
  }
  #expect(told == expected, sourceLocation: sourceLocation)
}

@Test func `a judgement on two records applies to them, and to nobody else's`() {
  checkApplying("a!b", customers: "", to: "ab", are: ["1"])
  checkApplying("a!b", customers: "", to: "ba", are: ["1"])
  checkApplying("a?b", customers: "ax", to: "ab", are: ["1"])
  checkApplying("a?b", customers: "ax", to: "xb", are: [])
  checkApplying("a!b", customers: "", to: "ac", are: [])
  checkApplying("a!b c!d", customers: "ax cy", to: "xd", are: [])
}
@Test func `different is inherited by the other records of both customers`() {
  checkApplying("a!b", customers: "ax by", to: "xy", are: ["1 x~a y~b"])
  checkApplying("a!b", customers: "ax by", to: "yx", are: ["1 y~b x~a"])
  checkApplying("a!b", customers: "ax by", to: "ay", are: ["1 y~b"])
  checkApplying("a!b x!y", customers: "ax by", to: "xb", are: ["1 x~a", "2 b~y"])
}
@Test func `different is inherited by what is judged the same, and through it`() {
  checkApplying("a=b b!c", customers: "ab", to: "ac", are: ["2 a=b1"])
  checkApplying("a=b c=d b!d", customers: "ab cd", to: "ac", are: ["3 a=b1 c=d2"])
  checkApplying("a=b b!c", customers: "abx", to: "xc", are: ["2 x~b"])
  // Should it come to that, those judged the same may be apart: what is judged of the one holds for the other.
  checkApplying("a=b b!c", customers: "ax", to: "xc", are: ["2 x~a a=b1"])
}
@Test func `same applies where it makes the two one, also through others`() {
  checkApplying("a=b b=c d=e", customers: "abc de", to: "ac", are: ["1", "2"])
  checkApplying("a=b b=c", customers: "abc", to: "ab", are: ["1"])
  checkApplying("a=b", customers: "abx", to: "ax", are: [])
}
