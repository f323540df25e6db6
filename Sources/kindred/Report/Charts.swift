import Identity
import Linkage

/// Charts as inline SVG: no script, colours from the page's variables, a title and a description for those
/// who cannot see them. Every chart stands beside a table with its numbers.
enum Chart {
  // MARK: bars in table cells

  /// A bar from 0 to `share` of the cell.
  static func bar(_ share: Double, _ look: String = "good") -> HTML {
    let width = share <= 0 ? 0 : max(0.6, min(1, share) * 100)
    return
      "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"\(look)\" width=\"\(coordinate(width))\" height=\"10\"/></svg>"
  }

  /// Two thin bars, one above the other.
  static func bars(_ upper: Double, _ lower: Double) -> HTML {
    func width(_ share: Double) -> String { coordinate(share <= 0 ? 0 : max(0.6, min(1, share) * 100)) }
    return
      "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"good\" width=\"\(width(upper))\" height=\"4.6\"/><rect class=\"bad\" y=\"5.4\" width=\"\(width(lower))\" height=\"4.6\"/></svg>"
  }

  /// A bar between two values of a scale, with a line at 0 and a dashed one at `mark`.
  static func span(_ from: Int, _ to: Int, scale: ClosedRange<Int>, mark: Int? = nil, look: String? = nil) -> HTML {
    let width = Double(max(1, scale.upperBound - scale.lowerBound))
    func place(_ value: Int) -> Double { Double(min(max(value, scale.lowerBound), scale.upperBound) - scale.lowerBound) / width * 100 }
    let (left, right) = (place(min(from, to)), place(max(from, to)))
    var svg: HTML = "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"10\"/>"
    if from != to {
      svg += "<rect class=\"\(look ?? (to > from ? "good" : "bad"))\" x=\"\(coordinate(left))\" width=\"\(coordinate(max(0.8, right - left)))\" height=\"10\"/>"
    }
    svg += "<line class=\"zero\" x1=\"\(coordinate(place(0)))\" x2=\"\(coordinate(place(0)))\" y2=\"10\"/>"
    if let mark { svg += "<line class=\"mark\" x1=\"\(coordinate(place(mark)))\" x2=\"\(coordinate(place(mark)))\" y2=\"10\"/>" }
    return "\(svg)</svg>"
  }

  // MARK: plots with axes

  /// A vertical line at a weight, with its name.
  struct Mark {
    var at: Double
    var label: String
    /// The name stands left of the line where there is room.
    var isLeft = false
  }

  private static let (width, height) = (640.0, 300.0)
  private static let (left, right, top, bottom) = (56.0, 26.0, 50.0, 52.0)

  /// Counts by weight on a logarithmic scale: a pair of one in a million is as visible as the rest.
  ///
  /// - Parameters:
  ///   - bins: ascending, of equal width.
  ///   - line: counts drawn as a step line over the bars, by bin.
  ///   - look: class of a bar by the weight it starts at.
  static func histogram(
    id: String, title: String, description: String, bins: [(from: MatchWeight, count: Int)], line: [Int] = [],
    binMillibits: Int, marks: [Mark], axis: String, look: (MatchWeight) -> String
  ) -> HTML {
    guard let first = bins.first, let last = bins.last else { return "" }
    let low = Double(first.from.rawValue) / 1_000
    let high = Double(last.from.rawValue) / 1_000 + Double(binMillibits) / 1_000
    let frame = Frame(x: low...max(high, low + 1), y: 0...logHeight(max(1, bins.map(\.count).max() ?? 1)) * 1.04)
    var svg = open(id: id, title: title, description: description)
    var power = 1
    while logHeight(power) <= frame.y.upperBound {
      svg += frame.gridLine(y: logHeight(power), label: short(power))
      power *= 10
    }
    svg += frame.horizontalTicks()
    for bin in bins where bin.count > 0 {
      let from = Double(bin.from.rawValue) / 1_000
      let (x0, x1) = (frame.px(from), frame.px(from + Double(binMillibits) / 1_000))
      let y = frame.py(logHeight(bin.count))
      svg += "<rect class=\"\(look(bin.from))\" x=\"\(coordinate(x0 + 0.4))\" y=\"\(coordinate(y))\" width=\"\(coordinate(max(0.8, x1 - x0 - 0.8)))\" height=\"\(coordinate(max(0.5, height - bottom - y)))\"/>"
    }
    if !line.isEmpty {
      var path: HTML = ""
      for (index, bin) in bins.enumerated() {
        let from = Double(bin.from.rawValue) / 1_000
        let y = coordinate(frame.py(logHeight(line[index])))
        path += "\(index == 0 ? "M" : "L")\(coordinate(frame.px(from))) \(y)H\(coordinate(frame.px(from + Double(binMillibits) / 1_000)))"
      }
      svg += "<path class=\"line ink\" d=\"\(path)\"/>"
    }
    for (row, mark) in marks.enumerated() { svg += frame.markLine(mark, row: row) }
    svg += "<text class=\"axis\" x=\"\(coordinate((left + width - right) / 2))\" y=\"\(coordinate(height - 6))\" text-anchor=\"middle\">\(axis)</text></svg>"
    return svg
  }

  /// A line of a plot. `look` names its colour and its dashes, so that colour is not all that tells it apart.
  struct Series {
    var name: String
    var look: String
    var points: [(x: Double, y: Double)]
  }

  static func lines(
    id: String, title: String, description: String, series: [Series], x: ClosedRange<Double>, y: ClosedRange<Double>,
    marks: [Mark] = [], dot: (x: Double, y: Double)? = nil, axis: String
  ) -> HTML {
    let frame = Frame(x: x, y: y)
    var svg = open(id: id, title: title, description: description)
    let step = y.upperBound - y.lowerBound > 0.55 ? 0.2 : y.upperBound - y.lowerBound > 0.25 ? 0.1 : 0.05
    var tick = Int((y.lowerBound / step).rounded(.up))
    while Double(tick) * step <= y.upperBound + 1e-9 {
      svg += frame.gridLine(y: Double(tick) * step, label: "\(Int((Double(tick) * step * 100).rounded())) %")
      tick += 1
    }
    svg += frame.horizontalTicks(isShare: axis.isEmpty)
    for line in series {
      var path: HTML = ""
      var isFirst = true
      for point in line.points where x.contains(point.x) {
        path += "\(isFirst ? "M" : "L")\(coordinate(frame.px(point.x))) \(coordinate(frame.py(min(max(point.y, y.lowerBound), y.upperBound))))"
        isFirst = false
      }
      if !isFirst { svg += "<path class=\"line \(line.look)\" d=\"\(path)\"/>" }
    }
    for (row, mark) in marks.enumerated() where x.contains(mark.at) { svg += frame.markLine(mark, row: row) }
    if let dot { svg += "<circle class=\"dot\" cx=\"\(coordinate(frame.px(dot.x)))\" cy=\"\(coordinate(frame.py(dot.y)))\" r=\"6\"/>" }
    svg += "<text class=\"axis\" x=\"\(coordinate((left + width - right) / 2))\" y=\"\(coordinate(height - 6))\" text-anchor=\"middle\">\(axis)</text></svg>"
    return svg
  }

  static func legend(_ entries: [(name: String, look: String)]) -> HTML {
    let items = entries.map { entry -> HTML in
      let sample: HTML =
        entry.look.hasPrefix("line ")
        ? "<path class=\"\(entry.look)\" d=\"M1 7H33\"/>" : "<rect class=\"\(entry.look)\" x=\"9\" y=\"1\" width=\"16\" height=\"12\"/>"
      return "<li><svg viewBox=\"0 0 34 14\" width=\"34\" height=\"14\" aria-hidden=\"true\">\(sample)</svg> \(entry.name)</li>"
    }
    return "<ul class=\"legend\">\(items)</ul>"
  }

  private static func open(id: String, title: String, description: String) -> HTML {
    "<svg class=\"plot\" viewBox=\"0 0 \(coordinate(width)) \(coordinate(height))\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\"><title id=\"\(id)-t\">\(title)</title><desc id=\"\(id)-d\">\(description)</desc>"
  }

  /// log2(1 + count), by the engine's own logarithm: the same digits on every machine.
  private static func logHeight(_ count: Int) -> Double { Double(log2Millibits(Double(count + 1))) / 1_000 }

  /// `10k`
  private static func short(_ count: Int) -> String {
    count >= 1_000_000_000 ? "\(count / 1_000_000_000)G" : count >= 1_000_000 ? "\(count / 1_000_000)M" : count >= 1_000 ? "\(count / 1_000)k" : "\(count)"
  }

  /// The plane between the axes.
  private struct Frame {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>

    func px(_ value: Double) -> Double {
      left + (value - x.lowerBound) / (x.upperBound - x.lowerBound) * (Chart.width - left - right)
    }
    func py(_ value: Double) -> Double {
      Chart.height - bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound) * (Chart.height - top - bottom)
    }

    func gridLine(y value: Double, label: String) -> HTML {
      let y = coordinate(py(value))
      // At the foot of the axis the label stands on the line, clear of the first label below it.
      let shift = value <= self.y.lowerBound ? "-0.15em" : "0.35em"
      return
        "<line class=\"grid\" x1=\"\(coordinate(left))\" x2=\"\(coordinate(Chart.width - right))\" y1=\"\(y)\" y2=\"\(y)\"/><text x=\"\(coordinate(left - 6))\" y=\"\(y)\" dy=\"\(shift)\" text-anchor=\"end\">\(label)</text>"
    }

    /// About eight ticks at round places; every second one may be hidden where room is short.
    func horizontalTicks(isShare: Bool = false) -> HTML {
      let span = x.upperBound - x.lowerBound
      let step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].first { span / $0 <= 9 } ?? 200
      var svg: HTML = ""
      var tick = Int((x.lowerBound / step).rounded(.up))
      while Double(tick) * step <= x.upperBound + 1e-9 {
        let value = Double(tick) * step
        let at = coordinate(px(value))
        let label = isShare ? "\(Int((value * 100).rounded())) %" : value == 0 ? "0" : (value > 0 ? "+" : "−") + coordinate(value.magnitude)
        svg += "<line class=\"tick\" x1=\"\(at)\" x2=\"\(at)\" y1=\"\(coordinate(Chart.height - bottom))\" y2=\"\(coordinate(Chart.height - bottom + 4))\"/><text\(tick % 2 == 0 ? "" : " class=\"minor\"" as HTML) x=\"\(at)\" y=\"\(coordinate(Chart.height - bottom + 24))\" text-anchor=\"middle\">\(label)</text>"
        tick += 1
      }
      return svg
    }

    /// Names stand in rows above the plane, each on the side that has room, so that they never meet.
    func markLine(_ mark: Mark, row: Int) -> HTML {
      let at = px(mark.at)
      let isLeft = mark.isLeft ? at > 170 : at > Chart.width * 0.7
      return
        "<line class=\"mark\" x1=\"\(coordinate(at))\" x2=\"\(coordinate(at))\" y1=\"\(coordinate(Double(row) * 22 + 6))\" y2=\"\(coordinate(Chart.height - bottom))\"/><text class=\"name\" x=\"\(coordinate(at + (isLeft ? -6 : 6)))\" y=\"\(coordinate(Double(row) * 22 + 17))\" text-anchor=\"\(isLeft ? "end" : "start")\">\(mark.label)</text>"
    }
  }
}
