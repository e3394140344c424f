using System.Collections;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentry.JsonSchema.Tests;

public sealed class ClrInstanceTests
{
    public static TheoryData<object> Integers =>
        [1, 1L, (short)1, (byte)1, 1u, 1ul, (ushort)1, (sbyte)1, 1.0, 1f, 1.00m, (Half)1, (Int128)1, (UInt128)1, (nint)1, Json.Parse("1.0"), JsonValue.Create(1), JsonNode.Parse("1e0")!];

    [Theory]
    [MemberData(nameof(Integers))]
    public void Integer_OfAnyNumericType_IsOne(object value)
    {
        Check("""{"type":"integer","minimum":1,"maximum":1,"const":1}""", value).Should().BeTrue();
        Check("""{"type":"string"}""", value).Should().BeFalse();
    }

    [Theory]
    [InlineData(0.1f, "0.1")]
    [InlineData(1e300, "1e300")]
    [InlineData(-0.0, "0")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(123456789012345680.0, "123456789012345680")]
    public void FloatingPoint_IsTheNumberThatJsonWouldSay(object value, string number) => Check($$"""{"const":{{number}}}""", value).Should().BeTrue();

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void FloatingPoint_ThatJsonHasNoFormFor_Throws(object value) =>
        FluentActions.Invoking(() => Check("""{"type":"number"}""", value)).Should().Throw<ArgumentException>();

    [Fact]
    public void Containers_OfEveryAcceptedType_AreWalkedInPlace()
    {
        const string Array = """{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":2,"uniqueItems":true}""";
        foreach (var list in (object[])[new List<object?> { 1, 2 }, new object[] { 1, 2m }, new[] { 1, 2 }, ImmutableArray.Create<object?>(1, 2), new ArrayList { 1, 2 }, new Queue<object?>([1, 2]), new JsonArray(1, 2), Json.Parse("[1,2]"), Enumerable.Range(1, 2).Select(i => (object?)i)])
        {
            Check(Array, list).Should().BeTrue("{0}", list.GetType());
            Check("""{"type":"array","contains":{"type":"string"}}""", list).Should().BeFalse("{0}", list.GetType());
        }

        const string Object = """{"type":"object","properties":{"a":{"const":"x"}},"required":["a"],"additionalProperties":false,"maxProperties":1,"dependentRequired":{"a":["a"]}}""";
        Dictionary<string, object?> plain = new(StringComparer.Ordinal) { ["a"] = "x" };
        foreach (var map in (object[])[plain, plain.ToImmutableDictionary(StringComparer.Ordinal), new SortedDictionary<string, object?>(plain, StringComparer.Ordinal), new ReadOnly(plain), new JsonObject { ["a"] = "x" }, Json.Parse("""{"a":"x"}"""), JsonDocument.Parse("""{"a":"x"}""")])
        {
            Check(Object, map).Should().BeTrue("{0}", map.GetType());
            Check("""{"properties":{"a":{"type":"integer"}}}""", map).Should().BeFalse("{0}", map.GetType());
            Check("""{"const":{"a":"x"}}""", map).Should().BeTrue("{0}", map.GetType());
        }
    }

    [Fact]
    public void JsonValues_OfOtherTypes_AreWhatTheirTextSays()
    {
        Check("""{"const":"2026-01-02T00:00:00Z"}""", JsonValue.Create(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc))).Should().BeTrue();
        Check("""{"type":"string","maxLength":36,"minLength":36}""", JsonValue.Create(Guid.Empty)).Should().BeTrue();
        Check("""{"const":true}""", JsonValue.Create(true)).Should().BeTrue();
        Check("""{"const":"é"}""", JsonValue.Create("é")).Should().BeTrue();
        Check("""{"const":1.5}""", JsonValue.Create(1.5m)).Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"properties":{"value":{"type":"object"}}}""")]
    [InlineData("""{"properties":{"value":{"not":{"type":"string"}}}}""")]
    [InlineData("""{"properties":{"value":{"anyOf":[{"type":"string"},{}]}}}""")]
    [InlineData("""{"additionalProperties":{"enum":[1]}}""")]
    public void UnsupportedType_ThatTheSchemaLooksAt_ThrowsWithPointerAndType(string schema)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = new Uri("https://example.com") };
        var compiled = Json.Schema(schema);
        FluentActions.Invoking(() => compiled.IsValid(values)).Should().Throw<ArgumentException>().WithMessage("*'/value'*System.Uri*");
        FluentActions.Invoking(() => compiled.Validate(values)).Should().Throw<ArgumentException>().WithMessage("*'/value'*System.Uri*");
    }

    [Fact]
    public void UnsupportedType_DeepInside_IsNamedByItsPointer()
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["a/b"] = new object?[] { 1, new Dictionary<string, object?>(StringComparer.Ordinal) { ["d"] = Guid.Empty } } };
        var schema = Json.Schema("""{"additionalProperties":{"items":{"additionalProperties":{"type":"string"}}}}""");
        FluentActions.Invoking(() => schema.IsValid(values)).Should().Throw<ArgumentException>().WithMessage("*'/a~1b/1/d'*System.Guid*");
    }

    [Fact]
    public void Bytes_AreNotAnArrayOfNumbers() =>
        FluentActions.Invoking(() => Check("""{"type":"array"}""", new byte[] { 1 })).Should().Throw<ArgumentException>();

    [Fact]
    public void Names_AreComparedExactly_WhateverTheComparerOfTheDictionary()
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["Kind"] = "a" };
        Json.Schema("""{"required":["kind"]}""").IsValid(values).Should().BeFalse();
        Json.Schema("""{"dependentRequired":{"kind":["x"]}}""").IsValid(values).Should().BeTrue();
    }

    [Fact]
    public void DictionaryThatHoldsItself_IsTooDeep()
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        values["self"] = values;
        var schema = Json.Schema("""{"additionalProperties":{"$ref":"#"}}""");
        schema.IsValid(values).Should().BeFalse();
        schema.Validate(values).Should().ContainSingle().Which.Keyword.Should().Be("limit");
    }

    private static bool Check(string schema, object? value) =>
        Json.Schema($$"""{"properties":{"value":{{schema}} } }""").IsValid(new Dictionary<string, object?>(StringComparer.Ordinal) { ["value"] = value });

    private sealed class ReadOnly(IReadOnlyDictionary<string, object?> inner) : IReadOnlyDictionary<string, object?>
    {
        public IEnumerable<string> Keys => inner.Keys;

        public IEnumerable<object?> Values => inner.Values;

        public int Count => inner.Count;

        public object? this[string key] => inner[key];

        public bool ContainsKey(string key) => inner.ContainsKey(key);

        public bool TryGetValue(string key, out object? value) => inner.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => inner.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
