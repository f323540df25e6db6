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
