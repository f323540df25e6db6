import Identity
import Linkage
import Normalization

/// What a live unit of work holds, so that what it read is still so when it commits.
///
/// Every unit reads what is committed, works out what follows, and writes. Its outcome is right if nothing of what it
/// went by is changed by another before it commits. So each thing is locked before it is read, and all locks are
/// held to the end. There is no further check: two units of which neither changes what the other read may overlap
/// in any way, and everything else excludes one another by one of these locks.
///
/// - A source key, alone, from the beginning: whether the record is there, its versions and its own rows.
/// - A key that records are brought together and counted by, alone, from the beginning: all such keys of the new
///   content; those of the former content as soon as it is known. Whoever adds a carrier to a posting list or takes
///   one away holds the list's key, so a list that is read under it is complete and stays so. Two new records of one
///   person share a key, and so meet: the second sees the first.
/// - An area of an address, shared, from the beginning, and what is known of it read then; alone before its records are
///   counted, and where a record leaves it. So an area with so many records that one more changes nothing does not
///   make its newcomers wait for each other, and it stays like that as long as one of them is at work. No two records
///   are brought together by an area.
/// - A key whose carriers are counted anew though no record of the unit carries it (names on a phone that has become
///   nobody's): alone, before its list is read.
/// - A record, shared, before it is read: its content, where it is, its edges, and what is known of its values.
///   Whoever changes one of these holds the record alone when committing: its own unit, the unit that moves it or
///   compares it anew, and the unit for which one of its values comes to say something else, because that one
///   compares all its carriers anew.
/// - A record, alone, before its edges are read: such a record is in the unit, is about to be given other edges, or shows
///   that a component is so large that it is cut, which is so as long as nobody takes such an edge away.
///   A record that is compared anew without having changed is held alone before the lists of its keys are read,
///   though these keys are not held. Whoever adds a carrier to one of these lists has to look at the record, or has to
///   compare it anew too because the list becomes too long, and cannot commit without it; whoever takes a carrier
///   away looks at it where the list becomes short enough, and otherwise takes away a partner, which is held as soon
///   as it is met and then is read as it is.
/// - A retired id, alone, and read again then: it may come back, or lead elsewhere. That no other id is concerned
///   needs no lock: an id is retired by a unit that holds alone all records that it had.
/// - Nothing for judgements, pins, settings and erasures: whoever writes these holds the writers' lock, which
///   units share.
///
/// Nobody waits for two units in a circle. Only at the beginning a unit waits for locks, and takes all it knows of in
/// ascending order. Later it takes a lock if that is free. If it is not, everything is given back and the unit begins
/// anew with all the locks it has come to know, so it waits for the other one at its beginning. A unit that had to
/// begin anew several times keeps all others out and is done then.
struct UnitLocks {
  private(set) var held: LiveLocks
  /// Records of the unit itself: nobody else can see one yet, and it has another number each time the work begins.
  private let unseen: Set<RecordNumber>
  /// So many the server has room for in one unit.
  let countMax: Int

  /// - Parameter held: taken at the beginning.
  init(holding held: LiveLocks, unseen: Set<RecordNumber>, countMax: Int) {
    self.held = held
    self.unseen = unseen
    self.countMax = countMax
  }

  /// The locks that are still to be taken, which count as held from now on.
  mutating func take(
    _ records: some Sequence<RecordNumber>, alone: some Sequence<RecordNumber>, keys: some Sequence<RecordKey>,
    ids: some Sequence<CustomerID>
  ) -> LiveLocks {
    var wanted = LiveLocks()
    for number in records where !unseen.contains(number) { wanted.insert(lockNumber(number), alone: false) }
    for number in alone where !unseen.contains(number) { wanted.insert(lockNumber(number), alone: true) }
    for key in keys { wanted.insert(lockNumber(key), alone: true) }
    for id in ids { wanted.insert(lockNumber(id), alone: true) }
    let missing = held.missing(of: wanted)
    held.formUnion(missing)
    return missing
  }
}

/// A unit of work met another one: it has to begin anew, holding these.
struct UnitsMet: Error {
  var locks: LiveLocks
}

func lockNumber(_ key: SourceKey) -> Int64 {
  let source = KeyHash.hash(Array(key.source.utf8).span, seed: 0x5301)
  return Int64(bitPattern: KeyHash.combine(source, KeyHash.hash(Array(key.id.utf8).span, seed: 0x5302)))
}

func lockNumber(_ key: RecordKey) -> Int64 {
  Int64(bitPattern: KeyHash.combine(UInt64(0x5303_0000) &+ UInt64(truncatingIfNeeded: key.kind), UInt64(bitPattern: key.key)))
}

private func lockNumber(_ record: RecordNumber) -> Int64 {
  Int64(bitPattern: KeyHash.combine(0x5304, UInt64(bitPattern: record.rawValue)))
}

private func lockNumber(_ id: CustomerID) -> Int64 {
  Int64(bitPattern: KeyHash.hash(Array(id.description.utf8).span, seed: 0x5305))
}
