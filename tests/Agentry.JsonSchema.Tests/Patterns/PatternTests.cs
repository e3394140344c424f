using System.Diagnostics;
using System.Text.Json;

namespace Agentry.JsonSchema.Tests;

public sealed class PatternTests
{
    // The machine may be busy for longer than a pattern is given by default.
    private static readonly SchemaCompileOptions Patient = new() { PatternTimeout = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData("^abc$", "abc", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("^(abc|x)$", "abc\n", false)]
    [InlineData("^\\d+$", "12", true)]
    [InlineData("^\\d+$", "৪২", false)]
    [InlineData("(a|\\d)$", "৪", false)]
    [InlineData("^\\w+$", "é", false)]
    [InlineData("^\\s$", "\u00a0", true)]
    [InlineData("^\\s$", "\ufeff", true)]
    [InlineData("^\\S$", "\u0085", true)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^\\ud83d\\ude00$", "😀", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^(.|ab)$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^(..|ab)$", "😀", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[😀-😂]{2}$", "😁😂", true)]
    [InlineData("^([😀-😂]|x)+$", "😁😂x", true)]
    [InlineData("^([😀-😂]|x)+$", "🙃", false)]
    [InlineData("^.$", "\u2028", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("^\\cJ$", "\n", true)]
    [InlineData("^\\x41\\u0042$", "AB", true)]
    [InlineData("^\\0$", "\0", true)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("\\bfoo\\b", "éfooé", true)]
    [InlineData("^\\p{Lu}\\p{Letter}+$", "École", true)]
    [InlineData("^(\\p{Lu}|\\p{Ll})+$", "𝒜b", true)]
    [InlineData("^\\P{Lu}$", "a", true)]
    [InlineData("^[\\p{Nd}\\-_]+$", "1-৪_", true)]
    [InlineData("^(?<year>\\d{4})-\\k<year>$", "2026-2026", true)]
    [InlineData("^(?<b>b)(a)\\2\\1$", "baab", true)]
    [InlineData("^(?!foo)[a-z]+$", "foobar", false)]
    [InlineData("^(?!foo)[a-z]+$", "barfoo", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("es", "express", true)]
    [InlineData("es", "e.s", false)]
    [InlineData("😀b", "a😀b", true)]
    [InlineData("^https?://", "https://example.com", true)]
    [InlineData("^[A-Z]{3}-[0-9]{6}$", "ABC-123456", true)]
    [InlineData("^[A-Z]{3}-[0-9]{6}$", "ABC-12345", false)]
    [InlineData("^a*a$", "aaa", true)]
    [InlineData("^a?ab?$", "a", true)]
    [InlineData("^a+?b*c{0}d$", "aabbd", true)]
    [InlineData("", "anything", true)]
    public void Pattern_FollowsEcma262(string pattern, string text, bool isMatch)
    {
        var schema = Json.Schema($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""", Patient);
        schema.IsValid(Json.Parse(JsonSerializer.Serialize(text))).Should().Be(isMatch);
    }

    [Theory]
    [InlineData("^abc\\Z", "\\Z")]
    [InlineData("\\A", "\\A")]
    [InlineData("(?i)abc", "(?")]
    [InlineData("(?>a)", "(?")]
    [InlineData("(a", "not closed")]
    [InlineData("a)", "no '('")]
    [InlineData("[a", "not closed")]
    [InlineData("[z-a]", "out of order")]
    [InlineData("a{3,2}", "out of order")]
    [InlineData("*a", "nothing before")]
    [InlineData("a**", "repeated")]
    [InlineData("\\", "single '\\'")]
    [InlineData("\\1", "does not exist")]
    [InlineData("\\u{110000}", "code point")]
    [InlineData("\\p{Script=Greek}", "not supported")]
    [InlineData("\\xZZ", "hexadecimal")]
    public void Compile_PatternThatCannotBeUsed_SaysWhy(string pattern, string reason)
    {
        var compile = () => Json.Schema("""{"properties":{"a":{"pattern":""" + JsonSerializer.Serialize(pattern) + "}}}");
        var refusal = compile.Should().Throw<SchemaCompileException>().Which;
        refusal.Pointer.Should().Be("/properties/a/pattern");
        refusal.Message.Should().Contain(reason);
    }

    [Fact]
    public void Pattern_ThatWouldExplodeWhenGoingBack_RunsInLinearTime()
    {
        var schema = Json.Schema("""{"pattern":"^(a+)+$"}""", Patient);
        var clock = Stopwatch.StartNew();
        schema.IsValid(Json.Parse($"\"{new string('a', 5_000)}!\"")).Should().BeFalse();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "going back would take the minute that the pattern is given");
    }

    [Theory]
    [InlineData("""{"pattern":"^(?=a)(a+)+$"}""")]
    [InlineData("""{"not":{"pattern":"^(?=a)(a+)+$"}}""")]
    [InlineData("""{"anyOf":[{"pattern":"^(?=a)(a+)+$"},true]}""")]
    [InlineData("""{"if":{"pattern":"^(?=a)(a+)+$"},"then":true,"else":true}""")]
    [InlineData("""{"oneOf":[{"pattern":"^(?=a)(a+)+$"},true]}""")]
    public void Pattern_ThatTimesOut_IsInvalidWhereverItStands(string schema)
    {
        var compiled = Json.Schema(schema, new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMilliseconds(5) });
        var instance = Json.Parse($"\"{new string('a', 40)}!\"");
        compiled.IsValid(instance).Should().BeFalse();
        var problem = compiled.Validate(instance).Should().ContainSingle().Subject;
        problem.Keyword.Should().Be("pattern");
        problem.Actual.Should().Contain("timed out");
    }

    [Fact]
    public void Pattern_InContains_StopsAtTheFirstTimeout()
    {
        var schema = Json.Schema("""{"contains":{"pattern":"^(?=a)(a+)+$"}}""", new SchemaCompileOptions { PatternTimeout = TimeSpan.FromMilliseconds(100) });
        var instance = Json.Parse($"[{string.Join(',', Enumerable.Repeat($"\"{new string('a', 40)}!\"", 500))}]");
        var clock = Stopwatch.StartNew();
        schema.IsValid(instance).Should().BeFalse();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "500 timeouts would take 50 seconds");
    }

    [Fact]
    public void Compile_PatternBeyondTheLengthLimit_IsRefused()
    {
        var compile = () => Json.Schema("""{"pattern":"aaaaaaaaaaa"}""", new SchemaCompileOptions { MaxPatternLength = 10 });
        compile.Should().Throw<SchemaCompileException>().WithMessage("*MaxPatternLength*");
    }

    [Fact]
    public void Compile_ManyLargePatterns_IsRefusedBeforeTheyAreAllBuilt()
    {
        var patterns = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"p{i}\":{{\"pattern\":\"(\\\\p{{L}}|{i})\"}}"));
        var compile = () => Json.Schema("""{"properties":{""" + patterns + "}}");
        compile.Should().Throw<SchemaCompileException>().WithMessage("*too large together*");
    }

    [Fact]
    public void SequenceAndExpression_OnRandomTexts_Agree()
    {
        // The group forces the regular expression; both must see the same language.
        string[] patterns = ["^[ab]{1,2}c$", "^a*[bc]+d?$", "^[^a]b", "^.{2,3}$", "^[a-c]?[d]{2}", "bc", "^a{2}$", "[😀a]b"];
        var random = new Random(7);
        foreach (var pattern in patterns)
        {
            var sequence = EcmaTranslator.Translate(pattern).Sequence;
            sequence.Should().NotBeNull("{0} is a plain sequence", pattern);
            EcmaTranslator.Translate($"(?:{pattern})").Sequence.Should().BeNull();
            var plain = Json.Schema($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""");
            var grouped = Json.Schema($$"""{"pattern":{{JsonSerializer.Serialize($"(?:{pattern})")}}}""");
            for (var i = 0; i < 500; i++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => (string[])["a", "b", "c", "d", "😀", "\n", "é"])
                    .Select(letters => letters[random.Next(letters.Length)]));
                var instance = Json.Parse(JsonSerializer.Serialize(text));
                plain.IsValid(instance).Should().Be(grouped.IsValid(instance), "{0} on {1}", pattern, text);
            }
        }
    }
}
