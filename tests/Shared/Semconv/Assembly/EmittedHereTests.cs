using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>Runs after all other tests of the assembly: what they emitted followed the conventions.</summary>
[Collection(nameof(EmittedHereTests))]
public sealed class EmittedHereTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void SpansAndMetrics_OfAllTestsOfTheAssembly_FollowTheConventions()
    {
        _ = SharedData.Path();
        SemconvListener heard = EmittedHere.Listener!;

        output.WriteLine($"{heard.CheckedSpans} spans and {heard.CheckedMeasurements} measurements checked, {heard.Open.Count} spans still open");
        heard.Violations.Distinct().Should().BeEmpty();
        heard.CheckedSpans.Should().BePositive("the other tests of the assembly run before this one and are observed");
        heard.CheckedMeasurements.Should().BePositive("the other tests of the assembly run before this one and are observed");
    }
}

/// <summary>Collections that do not run in parallel come after those that do.</summary>
[CollectionDefinition(nameof(EmittedHereTests), DisableParallelization = true)]
public sealed class EmittedHereCollection;
