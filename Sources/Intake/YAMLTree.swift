import Yams

/// A YAML document as a plain tree with line numbers: what mapping and model files are read through.
///
/// Nested aliases can blow a short file up to gigabytes, so the number of values is limited, too.
public indirect enum YAMLTree: Sendable {
  case scalar(String, line: Int)
  case sequence([YAMLTree], line: Int)
  /// In the order of the file; keys are distinct.
  case mapping([Entry], line: Int)

  public struct Entry: Sendable {
    public var key: String
    public var line: Int
    public var value: YAMLTree
  }

  public var line: Int {
    switch self {
    case .scalar(_, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// The value of a key; nil where this is not a mapping or has no such key.
  public subscript(key: String) -> YAMLTree? {
    guard case .mapping(let entries, _) = self else { return nil }
    return entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  public var entries: [Entry] {
    guard case .mapping(let entries, _) = self else { return [] }
    return entries
  }

  public var items: [YAMLTree] {
    guard case .sequence(let items, _) = self else { return [] }
    return items
  }

  public var text: String? {
    guard case .scalar(let text, _) = self else { return nil }
    return text
  }

  /// Largest file that is read, in bytes.
  public static let bytesMax = 1 << 20

  /// Most values a file may hold once its aliases are followed.
  public static let valueCountMax = 100_000

  public init(reading bytes: [UInt8], named name: String) throws(YAMLFailure) {
    guard bytes.count <= YAMLTree.bytesMax else {
      throw YAMLFailure(sentence: "\(name) is larger than 1 MiB; a YAML file of settings is a few kilobytes.")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLFailure(sentence: "\(name) is not UTF-8 text; save it as UTF-8.")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw YAMLFailure(sentence: "\(name) is not YAML\(YAMLTree.place(of: error)); check indentation, colons and quotes there.")
    } catch {
      throw YAMLFailure(sentence: "\(name) is not YAML; check indentation, colons and quotes.")
    }
    guard let node else { throw YAMLFailure(sentence: "\(name) is empty.") }
    var valueCount = 0
    self = try YAMLTree.tree(node, name, depth: 0, &valueCount)
  }

  private static func tree(
    _ node: Node, _ name: String, depth: Int, _ valueCount: inout Int
  ) throws(YAMLFailure) -> YAMLTree {
    let line = node.mark?.line ?? 0
    valueCount += 1
    guard valueCount <= valueCountMax else {
      throw YAMLFailure(
        sentence: "\(name), line \(line): the file holds more than \(valueCountMax) values once its aliases are followed; write it without aliases.")
    }
    guard depth < 16 else { throw YAMLFailure(sentence: "\(name), line \(line): nested more than 16 deep.") }
    switch node {
    case .scalar(let scalar): return .scalar(scalar.string, line: line)
    case .sequence(let sequence):
      var items: [YAMLTree] = []
      for item in sequence { items.append(try tree(item, name, depth: depth + 1, &valueCount)) }
      return .sequence(items, line: line)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        guard let word = key.scalar?.string else {
          throw YAMLFailure(sentence: "\(name), line \(key.mark?.line ?? line): a key must be a word.")
        }
        if entries.contains(where: { $0.key.utf8.elementsEqual(word.utf8) }) {
          throw YAMLFailure(sentence: "\(name), line \(key.mark?.line ?? line): the key \(word) is there twice.")
        }
        entries.append(
          Entry(key: word, line: key.mark?.line ?? line, value: try tree(value, name, depth: depth + 1, &valueCount)))
      }
      return .mapping(entries, line: line)
    case .alias:
      throw YAMLFailure(sentence: "\(name), line \(line): aliases (*name) are not read; write the value out.")
    }
  }

  private static func place(of error: YamlError) -> String {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): " at line \(mark.line)"
    default: ""
    }
  }
}

/// A YAML file that cannot be used, in one sentence.
public struct YAMLFailure: Error, Sendable, CustomStringConvertible {
  public var sentence: String
  public var description: String { sentence }
  public init(sentence: String) { self.sentence = sentence }
}
