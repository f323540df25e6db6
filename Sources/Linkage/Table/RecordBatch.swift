import Identity
public import Normalization

/// Records on their way into a table: normalised, hashed and flat, so that whoever builds the table only
/// looks values up.
///
/// Made on many threads, one batch each; what becomes of a record is decided when its batch is added.
public struct RecordBatch: Sendable {
  /// By record.
  public private(set) var ids = ByteColumn()
  var sourceIndexes: [UInt32] = []
  var timestamps: [Int64] = []
  var contents: [UInt64] = []
  /// Record r's values end at `valueEnds[r]`.
  var valueEnds: [UInt32] = []
  /// Names of sources and columns in the order they were met.
  private(set) var sources: [String] = []
  private(set) var columns: [ColumnID] = []
  /// By value.
  var columnIndexes: [UInt16] = []
  var canonical = ByteColumn()
  var form = ByteColumn()
  var flags: [ValueFlags] = []
  var sharing: [ValueClass] = []
  var isVerified: [Bool] = []
  var hashes: [UInt64] = []
  var keyStarts: [UInt32] = [0]
  var keys = KeyList()

  public init() {}

  public var recordCount: Int { ids.count }

  /// Begins a record; values are then given with `add`. See `RecordTable.Builder.beginRecord`.
  public mutating func beginRecord(source: String, id: [UInt8], timestamp: Int64, content: UInt64) {
    var index = sources.count - 1
    while index >= 0, !sources[index].utf8.elementsEqual(source.utf8) { index -= 1 }
    if index < 0 {
      index = sources.count
      sources.append(source)
    }
    ids.append(id)
    sourceIndexes.append(UInt32(index))
    timestamps.append(timestamp)
    contents.append(content)
    valueEnds.append(UInt32(hashes.count))
  }

  /// Adds a value to the record begun last.
  public mutating func add(_ value: NormalizedValue, to column: ColumnID, isVerified: Bool) {
    var index = columns.count - 1
    while index >= 0, columns[index] != column { index -= 1 }
    if index < 0 {
      index = columns.count
      columns.append(column)
    }
    columnIndexes.append(UInt16(index))
    value.withCanonical { canonical.append($0) }
    value.withForm { form.append($0) }
    flags.append(value.flags)
    sharing.append(value.sharing)
    self.isVerified.append(isVerified)
    keys.append(of: value)
    hashes.append(ValueDictionary.hash(value, keys, from: Int(keyStarts[keyStarts.count - 1])))
    keyStarts.append(UInt32(keys.kinds.count))
    valueEnds[valueEnds.count - 1] += 1
  }
}

/// Keys as the engine knows them: kind and hash.
struct KeyList: Sendable {
  private(set) var kinds: [KeyKind] = []
  private(set) var hashes: [UInt64] = []

  init() {}

  init(of value: NormalizedValue) { append(of: value) }

  mutating func append(of value: NormalizedValue) {
    value.eachKey { kind, text in
      kinds.append(kind)
      hashes.append(KeyHash.hash(text, seed: UInt64(kind.rawValue)))
    }
  }
}
