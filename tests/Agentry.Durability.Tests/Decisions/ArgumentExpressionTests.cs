using System.Text.Json;

namespace Agentry.Tests;

/// <summary>The language of rules: what it says, and that what it cannot tell never holds.</summary>
public sealed class ArgumentExpressionTests
{
    private const string Arguments = """
        {"amount":500,"exact":500.00,"text":"500","to":"ann@Example.com","web":"https://pay.example.com/x","list":[1,2,3],"people":["a@x.org","b@x.org"],
         "mixed":["a@x.org","b@evil.org"],"nothing":null,"yes":true,"deep":{"a/b":[{"n":7}]},"huge":1e400,"tiny":0.000000000000000000000000000000000001,"empty":[]}
        """;

    [Theory]
    [InlineData("/amount <= 500", nameof(Truth.True))]
    [InlineData("/amount < 500", nameof(Truth.False))]
    [InlineData("/amount == 500.0 and /exact == 500", nameof(Truth.True))]
    [InlineData("/amount in [1, 500]", nameof(Truth.True))]
    [InlineData("/amount not in [1, 2]", nameof(Truth.True))]
    [InlineData("/text <= 500", nameof(Truth.Unknown))]
    [InlineData("not /text > 500", nameof(Truth.Unknown))]
    [InlineData("/text != 500", nameof(Truth.Unknown))]
    [InlineData("/missing != 'x'", nameof(Truth.Unknown))]
    [InlineData("not /missing > 5", nameof(Truth.Unknown))]
    [InlineData("/missing > 5 or /amount == 500", nameof(Truth.True))]
    [InlineData("/missing > 5 and /amount == 1", nameof(Truth.False))]
    [InlineData("exists(/missing)", nameof(Truth.False))]
    [InlineData("not exists(/nothing)", nameof(Truth.True))]
    [InlineData("domain(/to) in [\"example.com\"]", nameof(Truth.True))]
    [InlineData("domain(/web) == 'pay.example.com'", nameof(Truth.True))]
    [InlineData("domain(/people/*) in ['x.org']", nameof(Truth.True))]
    [InlineData("domain(/mixed/*) in ['x.org']", nameof(Truth.False))]
    [InlineData("domain(/empty/*) in ['x.org']", nameof(Truth.True))]
    [InlineData("domain(/to/*) in ['example.com']", nameof(Truth.Unknown))]
    [InlineData("domain(/amount) in ['x.org']", nameof(Truth.Unknown))]
    [InlineData("length(/list) <= 3 and /list/0 == 1", nameof(Truth.True))]
    [InlineData("/list/7 == 1", nameof(Truth.Unknown))]
    [InlineData("/deep/a~1b/0/n == 7", nameof(Truth.True))]
    [InlineData("/yes == true and /nothing == null", nameof(Truth.True))]
    [InlineData("(/amount == 1 or /amount == 500) and not /amount == 2", nameof(Truth.True))]
    [InlineData("/huge > 5", nameof(Truth.Unknown))]
    [InlineData("/tiny == 0", nameof(Truth.Unknown))]
    [InlineData("lower(/to) == 'ann@example.com'", nameof(Truth.True))]
    public void Expression_ComesTo(string text, string expected) =>
        ArgumentExpression.Parse(text).Evaluate(Of(Arguments)).ToString().Should().Be(expected);

    [Theory]
    [InlineData("a@x.org,evil@y.org")]
    [InlineData("a@x.org;b@y.org")]
    [InlineData("evil@y.org <a@x.org>")]
    [InlineData("a@x.org\\n@y.org")]
    [InlineData("a@y.org@x.org")]
    [InlineData("https://x.org@y.org/")]
    [InlineData("https://y.org\\\\@x.org/")]
    [InlineData("@x.org")]
    [InlineData("x.org")]
    public void Domain_OfWhatCouldMeanAnother_IsNotTheAllowedOne(string to) =>
        ArgumentExpression.Parse("domain(/to) in ['x.org']").Evaluate(Of($$"""{"to":"{{to}}"}""")).Should().NotBe(Truth.True);

    [Theory]
    [InlineData("", 1)]
    [InlineData("/amount", 8)]
    [InlineData("/amount <= ", 12)]
    [InlineData("/amount <= 5 xor /b == 1", 14)]
    [InlineData("/amount ? 5", 9)]
    [InlineData("amount <= 5", 1)]
    [InlineData("/amount in []", 13)]
    [InlineData("(/a == 1", 9)]
    [InlineData("/a == 'x", 7)]
    [InlineData("/a == 1e999", 7)]
    [InlineData("/ == 1", 1)]
    [InlineData("lenght(/a) == 1", 1)]
    public void Expression_ThatIsNone_SaysWhere(string text, int character) =>
        FluentActions.Invoking(() => ArgumentExpression.Parse(text)).Should().Throw<FormatException>().WithMessage($"* at character {character} of *");

    private static Dictionary<string, object?> Of(string json) =>
        JsonSerializer.Deserialize<JsonElement>(json).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal);
}
