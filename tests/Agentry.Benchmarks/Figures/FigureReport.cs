using System.Globalization;

namespace Agentry.Benchmarks;

/// <summary>Prints figures as they are measured and remembers whether every goal was met.</summary>
internal sealed class FigureReport(string topic, TextWriter output)
{
    public bool AllMet { get; private set; } = true;

    /// <summary>A figure that should be no greater than its goal.</summary>
    public void Add(string name, double value, string unit, double goal)
    {
        bool met = value <= goal;
        AllMet &= met;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{topic}.{name} {Short(value)} {unit} goal {Short(goal)} {(met ? "met" : "missed")}"));
    }

    /// <summary>Something to know beside the figures.</summary>
    public void Note(FormattableString text) => output.WriteLine("# " + text.ToString(CultureInfo.InvariantCulture));

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) < 10 ? "0.###" : Math.Abs(value) < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
