public import Identity
import Crypto
import Linkage

/// What a merge names: a customer, by its id or by any of its records.
public enum DecisionSubject: Sendable, Hashable {
  case customer(CustomerID)
  case record(SourceKey)
}

/// The store at one moment with its pairs compared, on which decisions are tried before they are made.
///
/// How widely a value is shared depends on all records, so all are read. Nothing is written and no writer waits.
public struct DecisionTrial: Sendable {
  private let basis: ResolutionBasis
  private let queue: [PossibleMatch]
  private let pairs: ComparedPairs
  private let modelSHA256: [UInt8]
  private let threadCount: Int

  /// - Parameters:
  ///   - model: the one that would be in force.
  ///   - decision: what it says of shared values is taken as said.
  public init(
    _ store: some CustomerStore, _ model: ModelFile, saying decision: NewDecision? = nil, threadCount: Int,
    progress: @escaping @Sendable (LinkingStage, Double) -> Void = { _, _ in }
  ) async throws {
    let read = try await store.snapshot { session in
      (basis: try await ResolutionBasis.read(session, threadCount: threadCount), queue: try await session.possibleMatches())
    }
    var basis = read.basis
    if let decision {
      basis.pins.removeAll { decision.sharingWithdrawals.contains($0.number) }
      for pin in decision.sharing {
        basis.pins.append(StoredSharingPin(number: (basis.pins.last?.number ?? 0) + 1, pin: pin))
      }
    }
    self.basis = basis
    queue = read.queue
    pairs = try await basis.compared(model, threadCount: threadCount, progress: progress)
    modelSHA256 = Array(SHA256.hash(data: model.text))
    self.threadCount = threadCount
  }

  // MARK: what to write

  /// The judgements that make customers one, whatever their records say.
  ///
  /// A star of `same` from the smallest of one record of each (the one that is named, or else the smallest), so that taking
  /// one of them back parts nobody else; where that leaves records behind, because they contradict the others, a `same`
  /// for each part that stays away.
  ///
  /// - Returns: judgements that are not in force yet; none of them follows from those in force.
  public func merge(_ subjects: [DecisionSubject], as decision: NewDecision) async throws -> [NewDecision.Claim] {
    let clusters = try await partition([])
    let named = Set(try subjects.map { try record(of: $0, clusters) }).sorted()
    let homes = Set(named.map { clusters[$0] })
    let wanted = clusters.indices.filter { homes.contains(clusters[$0]) }
    var book = JudgementBook(basis.judgements.map(\.judgement))
    var claims: [NewDecision.Claim] = []
    func join(_ left: Int, _ right: Int) throws {
      let claim = NewDecision.Claim(.same, pairs.table.key(left), pairs.table.key(right))
      if book.areSame(claim.left, claim.right) { return }
      try book.accept(claim, by: decision)
      claims.append(claim)
    }
    for record in named.dropFirst() { try join(named[0], record) }
    while true {
      let partition = try await partition(claims)
      let home = partition[named[0]]
      var apart: [UInt32: Int] = [:]
      for record in wanted where partition[record] != home && apart[partition[record]] == nil {
        apart[partition[record]] = record
      }
      if apart.isEmpty { break }
      let count = claims.count
      for record in apart.values.sorted() { try join(named[0], record) }
      // Judgements that contradict each other, which none should: nothing more can be said.
      if claims.count == count { break }
    }
    guard !claims.isEmpty else { throw JudgementRefusal.oneCustomer }
    return claims
  }

  /// The judgements that part records from the rest of their customer, whatever they say.
  ///
  /// The records stay together: a star of `same` from the smallest of them, and `different` between it and each judged
  /// class of the rest. Fewer would do only for the records of today.
  ///
  /// - Throws: `JudgementRefusal.heldTogether` where one of them is judged the same as one of the rest.
  public func split(_ records: [SourceKey], as decision: NewDecision) async throws -> [NewDecision.Claim] {
    let clusters = try await partition([])
    let named = Set(try records.map { try record(of: .record($0), clusters) }).sorted()
    for other in named where clusters[other] != clusters[named[0]] {
      throw JudgementRefusal.severalCustomers(pairs.table.key(named[0]), pairs.table.key(other))
    }
    let rest = clusters.indices.filter { clusters[$0] == clusters[named[0]] && !named.contains($0) }
    guard !rest.isEmpty else { throw JudgementRefusal.wholeCustomer }
    var book = JudgementBook(basis.judgements.map(\.judgement))
    var claims: [NewDecision.Claim] = []
    func add(_ verdict: Judgement.Verdict, _ left: SourceKey, _ right: SourceKey) throws {
      let claim = NewDecision.Claim(verdict, left, right)
      try book.accept(claim, by: decision)
      claims.append(claim)
    }
    let keys = named.map { pairs.table.key($0) }
    if rest.contains(where: { record in keys.contains { book.areSame($0, pairs.table.key(record)) } }) {
      throw held(Set(keys))
    }
    for key in keys.dropFirst() where !book.areSame(keys[0], key) { try add(.same, keys[0], key) }
    var classes = Set<SourceKey>()
    for record in rest {
      let key = pairs.table.key(record)
      guard classes.insert(book.representative(key)).inserted, !book.areDifferent(keys[0], key) else { continue }
      try add(.different, keys[0], key)
    }
    return claims
  }

  /// What holds records to others by judgement.
  private func held(_ keys: Set<SourceKey>) -> JudgementRefusal {
    let judgements = basis.judgements.map(\.judgement)
    let crossing = judgements.filter { $0.verdict == .same && keys.contains($0.left) != keys.contains($0.right) }
    let book = JudgementBook(judgements.filter { judgement in !crossing.contains { $0.id == judgement.id } })
    // One of each part that is left without them.
    var parts: [SourceKey: SourceKey] = [:]
    for judgement in crossing {
      let stays = keys.contains(judgement.left) ? judgement.right : judgement.left
      let part = book.representative(stays)
      parts[part] = min(parts[part] ?? stays, stays)
    }
    return .heldTogether(crossing, apart: parts.values.sorted())
  }

  // MARK: what would happen

  /// What the next resolve would change if a decision were made now.
  ///
  /// - Parameter countMax: of the customers that change, how many are shown in full.
  public func consequences(
    of decision: NewDecision? = nil, countMax: Int = .max
  ) async throws -> Consequences {
    var changed = basis
    if let decision {
      changed.judgements = judgements(decision.claims, without: decision.withdrawals)
      changed.goldenPins = basis.goldenPins.filter { !decision.pinWithdrawals.contains($0.number) }
      // Behind all there are, as they would be.
      var number = basis.goldenPins.map(\.number).max() ?? 0
      for pin in decision.pins {
        number += 1
        changed.goldenPins.append(
          StoredGoldenPin(number: number, pin: pin, by: decision.by, because: decision.because, at: decision.at))
      }
    }
    return try await Consequences.of(
      changed, pairs, modelSHA256: modelSHA256, pinsBefore: basis.goldenPins, queue: queue, countMax: countMax, threadCount: threadCount)
  }

  /// By record the smallest record of its customer, as the judgements in force and these have it.
  private func partition(_ claims: [NewDecision.Claim]) async throws -> [UInt32] {
    try await pairs.clustered(judgements: basis.stored.judgements(judgements(claims)), threadCount: threadCount)
      .partition.cluster
  }

  private func judgements(_ claims: [NewDecision.Claim], without withdrawals: [Int64] = []) -> [StoredJudgement] {
    basis.judgements.filter { !withdrawals.contains($0.judgement.id) }
      + claims.map { claim in
        let judgement = Judgement(
          id: 0, verdict: claim.verdict, left: claim.left, right: claim.right, by: "", because: "",
          at: Instant(microseconds: 0))
        return StoredJudgement(judgement: judgement, leftVersion: nil, rightVersion: nil)
      }
  }

  // MARK: finding records

  /// The record a subject stands for.
  private func record(of subject: DecisionSubject, _ clusters: [UInt32]) throws -> Int {
    switch subject {
    case .record(let key):
      guard let record = pairs.table.index(of: key) else { throw JudgementRefusal.deletedRecord(key) }
      return record
    case .customer(let id):
      var here: CustomerID? = id
      let redirects = Dictionary(basis.retired.map { ($0.id, $0.redirectsTo) }) { first, _ in first }
      // Redirects end; more steps than redirects would be a circle.
      for _ in redirects {
        guard let id = here, let next = redirects[id] else { break }
        here = next
      }
      guard let current = here else { throw JudgementRefusal.emptyCustomer(id) }
      let members = basis.memberships.filter { $0.customer == current }
      if members.isEmpty { throw JudgementRefusal.unknownCustomer(id) }
      // Records may have changed since: the customer is where most of its records are.
      var parts: [UInt32: [Int]] = [:]
      for record in members.compactMap({ basis.stored.indexes[$0.record] }) { parts[clusters[record], default: []].append(record) }
      let largest = parts.min { $0.value.count != $1.value.count ? $0.value.count > $1.value.count : $0.key < $1.key }
      guard let record = largest?.value.min() else { throw JudgementRefusal.emptyCustomer(id) }
      return record
    }
  }
}
