using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

/// <summary>The official test suite: all required tests of three drafts, the optional ones but for the decision that is named here, and the formats.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    /// <summary>Left to implementations by the drafts, and decided otherwise here: docs/decisions/0008-what-the-suite-leaves-open.md.</summary>
    private static readonly string[] DecidedOtherwise = ["content.json: validation of"];

    [SharedDataTheory]
    [InlineData("draft2020-12", 1_299)]
    [InlineData("draft2019-09", 1_259)]
    [InlineData("draft7", 927)]
    public void RequiredTests_AreAllAnsweredRight(string draft, int expected)
    {
        var tally = Run(draft, "", assertFormat: false);
        tally.Wrong.Should().BeEmpty();
        tally.Right.Should().Be(expected);
    }

    [SharedDataTheory]
    [InlineData("draft2020-12", 162)]
    [InlineData("draft2019-09", 158)]
    [InlineData("draft7", 118)]
    public void OptionalTests_ButForRecordedDecisions_AreAllAnsweredRight(string draft, int expected)
    {
        var tally = Run(draft, "optional", assertFormat: false);
        tally.Wrong.Where(name => !DecidedOtherwise.Any(decision => name.StartsWith(decision, StringComparison.Ordinal))).Should().BeEmpty();
        (tally.Right + tally.Wrong.Count).Should().Be(expected);
    }

    [SharedDataTheory]
    [InlineData("draft2020-12", 764)]
    [InlineData("draft2019-09", 757)]
    [InlineData("draft7", 676)]
    public void FormatTests_AreAnsweredRightToAHundredth(string draft, int expected)
    {
        var tally = Run(draft, "optional/format", assertFormat: true);
        (tally.Right + tally.Wrong.Count).Should().Be(expected);
        ((double)tally.Right / expected).Should().BeGreaterThanOrEqualTo(0.99, "wrong are {0}", string.Join("; ", tally.Wrong));
    }

    private SuiteTally Run(string draft, string part, bool assertFormat)
    {
        var tally = new SuiteRun(draft, assertFormat).Run(part);
        output.WriteLine($"| {draft} | {(part.Length == 0 ? "required" : part)} | {tally.Right} right | {tally.Wrong.Count} wrong |");
        foreach (var name in tally.Wrong) output.WriteLine(name);
        return tally;
    }
}
