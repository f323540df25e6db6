import Intake
import Linkage
import Resolution

/// The figures of an evaluation, as tables for a person and as JSON for a program.
struct EvaluationText {
  var figures: ClusterEvaluation
  var sourceNames: [String]
  /// Records that the truth does not know, and records that only the truth knows.
  var unknown: Int
  var missing: Int
  var naming: RecordNaming
  /// What was held against the truth, for sentences.
  var found: String
  var analysis: ErrorText?

  func text() -> String {
    let figures = figures
    var lines = [
      "\(counted(figures.recordCount, "record", "records")) of \(counted(figures.entityCount, "person", "people")) in \(counted(figures.clusterCount, "cluster", "clusters")).",
      "",
    ]
    lines += table(
      ["", "precision", "recall", "F1"],
      [
        ["pairs"] + decimals(figures.pairs.precision, figures.pairs.recall, figures.pairs.f1),
        ["B-cubed"] + decimals(figures.bCubed.precision, figures.bCubed.recall, figures.bCubed.f1),
      ])
    lines += [
      "",
      "Exactly right: \(grouped(figures.exactEntities)) of \(counted(figures.entityCount, "person", "people")) (\(Proportion(figures.exactEntities, of: figures.entityCount).decimal(places: 5))). In several clusters: \(grouped(figures.splitEntities)). Clusters of several people: \(grouped(figures.mixedClusters)).",
      "",
    ]
    lines += table(
      ["pairs of records", "in one cluster", "in two"],
      [
        ["of one person", grouped(figures.pairs.together), grouped(figures.pairs.falseSplits)],
        ["of two people", grouped(figures.pairs.falseJoins), grouped(figures.pairs.trueRejections)],
      ])
    lines += sourceLines()
    if let analysis { lines += analysis.lines() }
    lines += remarks()
    return lines.joined(separator: "\n") + "\n"
  }

  private func sourceLines() -> [String] {
    guard figures.sources.count > 1 else { return [] }
    var lines = [""]
    lines += table(
      ["source", "records", "B-cubed precision", "recall", "F1"],
      figures.sources.map { source in
        [name(source.source), grouped(source.bCubed.recordCount)]
          + decimals(source.bCubed.precision, source.bCubed.recall, source.bCubed.f1)
      })
    let pairs = figures.sourcePairs.filter { $0.pairs.belonging + $0.pairs.joined > 0 }
    if !pairs.isEmpty {
      lines.append("")
      lines += table(
        ["pairs between", "true", "precision", "recall", "F1"],
        pairs.map { pair in
          let label = pair.first == pair.second ? "within \(name(pair.first))" : "\(name(pair.first)) and \(name(pair.second))"
          return [label, grouped(pair.pairs.belonging)] + decimals(pair.pairs.precision, pair.pairs.recall, pair.pairs.f1)
        })
    }
    return lines
  }

  private func name(_ source: Int) -> String {
    sourceNames[source].isEmpty ? "(not in \(visible(found)))" : clipped(visible(sourceNames[source]), 30)
  }

  private func remarks() -> [String] {
    var lines: [String] = []
    switch naming {
    case .asWritten, .sourceColumn: break
    case .sourceAdded: lines.append("The truth calls records SOURCE:ID.")
    case .sourceDropped: lines.append("The truth calls records by their ids without the source.")
    }
    if unknown > 0 {
      lines.append("\(counted(unknown, "record of \(visible(found)) is", "records of \(visible(found)) are")) not in the truth and not counted.")
    }
    if missing > 0 {
      lines.append(
        "\(counted(missing, "record of the truth is", "records of the truth are")) not in \(visible(found)) and counted as \(missing == 1 ? "a customer of its" : "customers of their") own.")
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  func json() -> [UInt8] {
    var json = JSONWriter(isIndented: true)
    json.beginObject()
    json.member("records", figures.recordCount)
    json.member("entities", figures.entityCount)
    json.member("clusters", figures.clusterCount)
    json.member("largest_entity", figures.largestEntity)
    json.member("largest_cluster", figures.largestCluster)
    json.member("pair_precision", figures.pairs.precision)
    json.member("pair_recall", figures.pairs.recall)
    json.member("pair_f1", figures.pairs.f1)
    json.member("b3_precision", figures.bCubed.precision)
    json.member("b3_recall", figures.bCubed.recall)
    json.member("b3_f1", figures.bCubed.f1)
    json.member("entities_exact", Proportion(figures.exactEntities, of: figures.entityCount))
    json.member("entities_split", figures.splitEntities)
    json.member("clusters_mixed", figures.mixedClusters)
    json.name("pairs")
    write(figures.pairs, &json)
    json.name("sources")
    json.beginArray()
    for source in figures.sources {
      json.beginObject()
      json.member("source", sourceNames[source.source])
      json.member("records", source.bCubed.recordCount)
      json.member("b3_precision", source.bCubed.precision)
      json.member("b3_recall", source.bCubed.recall)
      json.member("b3_f1", source.bCubed.f1)
      json.endObject()
    }
    json.endArray()
    json.name("source_pairs")
    json.beginArray()
    for pair in figures.sourcePairs {
      json.beginObject()
      json.member("first", sourceNames[pair.first])
      json.member("second", sourceNames[pair.second])
      json.name("pairs")
      write(pair.pairs, &json)
      json.endObject()
    }
    json.endArray()
    json.member("truth_names_records", naming.rawValue)
    json.member("records_not_in_truth", unknown)
    json.member("records_only_in_truth", missing)
    analysis?.write(&json)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func write(_ pairs: PairConfusion, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("true_positive", pairs.together)
    json.member("false_positive", pairs.falseJoins)
    json.member("false_negative", pairs.falseSplits)
    json.member("true_negative", pairs.trueRejections)
    json.endObject()
  }
}

extension JSONWriter {
  /// A share with five decimals.
  mutating func member(_ name: String, _ value: Proportion) {
    self.name(name)
    number(asWritten: Array(value.decimal(places: 5).utf8))
  }
}

func decimals(_ shares: Proportion...) -> [String] { shares.map { $0.decimal(places: 5) } }

/// Columns under their headings: the first to the left, the others to the right.
func table(_ header: [String], _ rows: [[String]]) -> [String] {
  let widths = header.indices.map { column in
    ([header] + rows).map { displayWidth($0[column]) }.max() ?? 0
  }
  return ([header] + rows).map { row in
    var line = "  " + padded(row[0], widths[0])
    for column in row.indices.dropFirst() { line += "  " + leftPadded(row[column], widths[column]) }
    return line
  }
}
