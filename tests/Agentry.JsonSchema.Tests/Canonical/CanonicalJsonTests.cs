using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace Agentry.JsonSchema.Tests;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":[true,null,"x"]}""", """{"a":[true,null,"x"],"b":1}""")]
    [InlineData(""" { "a" : { } , "A" : [ ] } """, """{"A":[],"a":{}}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"\u0061":"\u0062\/\u00e9\u0007\n\"\\"}""", """{"a":"b/é\u0007\n\"\\"}""")]
    [InlineData("""["\ud83d\ude00","\ud800","\ud7ff"]""", "[\"😀\",\"\\ud800\",\"\uD7FF\"]")]
    [InlineData("""{"\ue000":1,"\ud83d\ude00":2}""", "{\"😀\":2,\"\uE000\":1}")]
    public void Write_OfAnElement_GivesTheCanonicalText(string json, string expected) => Canonical(json).Should().Be(expected);

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000e999999999999999999999", "0")]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1e0", "1")]
    [InlineData("10e-1", "1")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("100", "100")]
    [InlineData("1E2", "100")]
    [InlineData("0.0425", "0.0425")]
    [InlineData("425e-4", "0.0425")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("1000000000000000000000", "1e+21")]
    [InlineData("1e400", "1e+400")]
    [InlineData("10e399", "1e+400")]
    [InlineData("12345678901234567890.12345678901234567890", "12345678901234567890.1234567890123456789")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e+29")]
    [InlineData("1.5e99999999999999999999", "1.5e+99999999999999999999")]
    [InlineData("0.05E-00099999999999999999999", "0.05e-99999999999999999999")]
    [InlineData("1500e99999999999999999999", "1500e+99999999999999999999")]
    public void Write_OfANumber_IsByValueAndExact(string json, string expected) => Canonical(json).Should().Be(expected);

    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("\"1\"", "1")]
    [InlineData("1e99999999999999999999", "1e99999999999999999998")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("{\"a\":null}", "{}")]
    [InlineData("\"\\ud800\"", "\"\\ud801\"")]
    public void Write_OfDifferentValues_GivesDifferentText(string left, string right) => Canonical(left).Should().NotBe(Canonical(right));

    [Fact]
    public void Write_OfClrValues_GivesTheBytesOfTheSameJson()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal)
        {
            ["z"] = 1.50m,
            ["text"] = "é\"\n",
            ["list"] = new List<object?> { 1, 2L, 3.25, true, null, "x", new[] { 1, 2 } },
            ["node"] = new JsonObject { ["b"] = 1, ["a"] = new JsonArray(1.0, "y") },
            ["element"] = Json.Parse("""{"d":1e2,"c":[]}"""),
            ["float"] = 0.1f,
            ["big"] = ulong.MaxValue,
            ["date"] = JsonValue.Create(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
        };
        const string Same = """
            {"date":"2026-01-02T03:04:05Z","big":18446744073709551615,"float":0.1,"element":{"c":[],"d":100},"node":{"a":[1,"y"],"b":1},
             "list":[1,2,3.25,true,null,"x",[1,2]],"text":"é\"\n","z":1.5}
            """;
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(output, values);
        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be(Canonical(Same));
    }

    [Fact]
    public void Write_OfManyMembers_SortsThemAll()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"name{(i * 7919) % 500:D3}").ToList();
        var canonical = Canonical("{" + string.Join(',', names.Select(name => $"\"{name}\":0")) + "}");
        canonical.Should().Be("{" + string.Join(',', names.Order(StringComparer.Ordinal).Select(name => $"\"{name}\":0")) + "}");
    }

    [Fact]
    public void Write_OfAnUnsupportedClrType_NamesPointerAndType()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal) { ["a/b"] = new object?[] { 1, new Uri("https://example.com") } };
        var write = () => CanonicalJson.Write(new ArrayBufferWriter<byte>(), values);
        write.Should().Throw<ArgumentException>().WithMessage("*'/a~1b/1'*System.Uri*");
    }

    [Fact]
    public void Write_OfADictionaryThatHoldsItself_Throws()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        values["self"] = values;
        var write = () => CanonicalJson.Write(new ArrayBufferWriter<byte>(), values);
        write.Should().Throw<ArgumentException>().WithMessage("*nested deeper*");
    }

    [Fact]
    public void Write_Repeatedly_AllocatesNothingOfItsOwn()
    {
        var element = Json.Parse("""{"b":[1,2.50,"x\n"],"a":{"d":null,"c":1e400}}""");
        var output = new ArrayBufferWriter<byte>(4096);
        void Run()
        {
            for (var i = 0; i < 100; i++)
            {
                output.ResetWrittenCount();
                CanonicalJson.Write(output, element);
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static string Canonical(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(output, Json.Parse(json));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
