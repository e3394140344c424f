using Agentry.JsonSchema;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class ContractComparisonTests
{
    private const string Order = """{"type":"object","properties":{"order":{"type":"integer"}},"required":["order"]}""";
    private const string Receipt = """{"type":"object","properties":{"receipt":{"type":"string"}},"required":["receipt"],"additionalProperties":false}""";

    [Theory]
    [InlineData(Order, SchemaCompatibilityVerdict.Compatible, "the same")]
    [InlineData("""{"type":"object","properties":{"order":{"type":"integer"},"note":{"type":"string"}},"required":["order"]}""", SchemaCompatibilityVerdict.Compatible, "a further argument that may be left out")]
    [InlineData("""{"type":"object","properties":{"order":{"type":"integer"},"note":{"type":"string"}},"required":["order","note"]}""", SchemaCompatibilityVerdict.Breaking, "a further argument that must be there")]
    [InlineData("""{"type":"object","properties":{"number":{"type":"integer"}},"required":["number"]}""", SchemaCompatibilityVerdict.Breaking, "another name")]
    [InlineData("""{"type":"object","properties":{"order":{"type":"integer","maximum":9}},"required":["order"]}""", SchemaCompatibilityVerdict.Breaking, "a bound")]
    public void CompareWith_Arguments_SaysWhetherOlderCallsStillFit(string newer, SchemaCompatibilityVerdict verdict, string because)
    {
        ContractComparison comparison = Contract(newer).CompareWith(Contract(Order));

        comparison.Verdict.Should().Be(verdict, because);
        comparison.Arguments.Verdict.Should().Be(verdict);
        comparison.Result.Verdict.Should().Be(SchemaCompatibilityVerdict.Compatible);
        Contract(newer).CompareWith(Contract(Order).ArgumentsSchema).Verdict.Should().Be(verdict, "a schema on record says the same");
    }

    [Theory]
    [InlineData(Receipt, """{"type":"object","properties":{"receipt":{"type":["string","null"]}},"required":["receipt"],"additionalProperties":false}""", SchemaCompatibilityVerdict.Breaking)]
    [InlineData(Receipt, """{"type":"object","properties":{"receipt":{"type":"string","maxLength":9}},"required":["receipt"],"additionalProperties":false}""", SchemaCompatibilityVerdict.Compatible)]
    [InlineData(Receipt, null, SchemaCompatibilityVerdict.Breaking)]
    [InlineData(null, Receipt, SchemaCompatibilityVerdict.Compatible)]
    public void CompareWith_Result_IsAskedTheOtherWayRound(string? older, string? newer, SchemaCompatibilityVerdict verdict) =>
        Contract(Order, newer).CompareWith(Contract(Order, older)).Should().BeEquivalentTo(new { Verdict = verdict, Result = new { Verdict = verdict } });

    [Fact]
    public void CheckStrictMode_SaysWhatIsNotTaken()
    {
        ToolContract contract = Contract("""{"type":"object","properties":{"order":{"type":"string","minLength":2}},"required":["order"],"additionalProperties":false}""");

        contract.CheckStrictMode(StrictModeProfile.OpenAI).Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Pointer = "/properties/order/minLength", Keyword = "minLength" });
    }

    private static ToolContract Contract(string arguments, string? result = null) =>
        ToolContract.Create(new CountingTool("refund", schema: arguments, returnSchema: result), new ToolOptions());
}
