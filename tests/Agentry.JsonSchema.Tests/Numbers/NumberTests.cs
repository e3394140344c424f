using System.Globalization;
using System.Numerics;
using System.Text;

namespace Agentry.JsonSchema.Tests;

public sealed class NumberTests
{
    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1e400", true)]
    [InlineData("15e-1", false)]
    [InlineData("150e-1", true)]
    [InlineData("-0.0", true)]
    [InlineData("1e-400", false)]
    [InlineData("0e-400", true)]
    [InlineData("123456789012345678901234567890", true)]
    [InlineData("123456789012345678901234567890.5", false)]
    public void TypeInteger_OfANumber_GoesByValue(string number, bool isInteger) =>
        Json.Schema("""{"type":"integer"}""").IsValid(Json.Parse(number)).Should().Be(isInteger);

    [Theory]
    [InlineData("19.99", "0.01", true)]
    [InlineData("19.999", "0.01", false)]
    [InlineData("0.0075", "0.0001", true)]
    [InlineData("0.00751", "0.0001", false)]
    [InlineData("1e308", "0.123456789", false)]
    [InlineData("1e1000000000000", "3", false)]
    [InlineData("3e1000000000000", "3", true)]
    [InlineData("1e1000000000000", "2", true)]
    [InlineData("0", "3", true)]
    [InlineData("-9.3", "3.1", true)]
    [InlineData("1e-1000000000000", "3", false)]
    [InlineData("246913578024691357802469135780246913578", "123456789012345678901234567890123456789", true)]
    [InlineData("246913578024691357802469135780246913579", "123456789012345678901234567890123456789", false)]
    public void MultipleOf_IsExact(string number, string divisor, bool isMultiple) =>
        Json.Schema($$"""{"multipleOf":{{divisor}}}""").IsValid(Json.Parse(number)).Should().Be(isMultiple);

    [Fact]
    public void MultipleOf_HugeExponents_AllocateNothing()
    {
        var schema = Json.Schema("""{"multipleOf":7,"maximum":1e999999999999}""");
        var instance = Json.Parse("1e999999999999");
        schema.IsValid(instance).Should().BeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) schema.IsValid(instance);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData("minimum", "1e400", "10e399", true)]
    [InlineData("minimum", "1e400", "9e399", false)]
    [InlineData("exclusiveMinimum", "0", "1e-400", true)]
    [InlineData("exclusiveMinimum", "0", "-0.0", false)]
    [InlineData("maximum", "0.3", "0.30000000000000000000000000000001", false)]
    [InlineData("maximum", "9007199254740992", "9007199254740993", false)]
    [InlineData("exclusiveMaximum", "-1e400", "-1.0000000000000000000000000001e400", true)]
    [InlineData("exclusiveMaximum", "1", "1.0", false)]
    [InlineData("minimum", "0", "0.0425", true)]
    public void Limits_AreExact(string keyword, string limit, string number, bool isValid) =>
        Json.Schema($$"""{"{{keyword}}":{{limit}}}""").IsValid(Json.Parse(number)).Should().Be(isValid);

    [Fact]
    public void CompareAndDivides_OnRandomNumbers_AgreeWithBigIntegers()
    {
        var random = new Random(20_261_121);
        for (var i = 0; i < 20_000; i++)
        {
            string left = RandomNumber(random), right = random.Next(4) == 0 ? Respell(left, random) : RandomNumber(random);
            var a = new JsonNumber(Encoding.ASCII.GetBytes(left));
            var b = new JsonNumber(Encoding.ASCII.GetBytes(right));
            var (exactA, exactB) = (Scale(left), Scale(right));
            Math.Sign(JsonNumber.Compare(a, b)).Should().Be(exactA.CompareTo(exactB), "{0} against {1}", left, right);
            a.IsInteger.Should().Be(exactA % BigInteger.Pow(10, 60) == 0, "{0}", left);
            if (JsonNumber.Compare(a, b) == 0) a.GetHash().Should().Be(b.GetHash());
            if (exactB > 0) new NumberConstant(Encoding.ASCII.GetBytes(right)).Divides(a).Should().Be(exactA % exactB == 0, "{0} by {1}", left, right);
        }
    }

    private static string RandomNumber(Random random)
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "-" : "");
        text.Append(random.Next(4) == 0 ? "0" : RandomDigits(random, random.Next(1, random.Next(2) == 0 ? 4 : 25)));
        if (random.Next(2) == 0) text.Append('.').Append(string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(3) == 0 ? '0' : (char)('0' + random.Next(10)))));
        if (random.Next(3) == 0) text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" }).Append(random.Next(30).ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string RandomDigits(Random random, int count) =>
        (char)('1' + random.Next(9)) + string.Concat(Enumerable.Range(1, count - 1).Select(_ => random.Next(2) == 0 ? '0' : (char)('0' + random.Next(10))));

    // The same value with the exponent moved.
    private static string Respell(string number, Random random)
    {
        var mark = number.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? number : number[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (!mantissa.Contains('.', StringComparison.Ordinal)) mantissa += ".0";
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}{new string('0', random.Next(3))}e{exponent}");
    }

    private static BigInteger Scale(string number)
    {
        var mark = number.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? number : number[..mark];
        var exponent = 60 + (mark < 0 ? 0 : int.Parse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= mantissa.Length - point - 1;
        return BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * BigInteger.Pow(10, exponent);
    }
}
