namespace Agentry.Benchmarks;

/// <summary>A group of figures that are measured together within a minute. Add one class and name it in Program.cs.</summary>
internal interface ITopic
{
    /// <summary>The word on the command line and before every figure.</summary>
    string Name { get; }

    Task MeasureAsync(FigureReport report);
}
