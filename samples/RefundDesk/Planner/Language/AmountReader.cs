using System.Globalization;
using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>
/// Finds the amount to pay: "€12.50", "12,50 EUR", "12.50", or a small number after the verb. What the user paid is not what the user
/// wants back. A share ("half", "20 %", "one of the mugs") or another currency is a question, never a guess.
/// </summary>
internal static partial class AmountReader
{
    public static (decimal? Amount, string? Unclear, string Remainder) Read(string text)
    {
        var amounts = new List<decimal>();
        var rest = Money().Replace(text, match =>
        {
            if (!match.Groups["paid"].Success)
                amounts.Add(Parse(match.Groups["number"].Value));
            return $"{match.Groups["paid"].Value} moneyamount ";
        });
        rest = SmallNumber().Replace(rest, match =>
        {
            amounts.Add(Parse(match.Groups["number"].Value));
            return $"{match.Groups["verb"].Value} moneyamount ";
        });

        var distinct = amounts.Distinct().ToList();
        if (ForeignMoney().IsMatch(text))
            return (null, "I can only refund in EUR. Which amount in EUR?", rest);
        if (distinct.Count > 1)
            return (null, "I read more than one amount. Which one shall I refund?", rest);
        if (distinct is [var amount])
            return amount > 0 ? (amount, null, rest) : (null, "An amount must be above zero. Which amount?", rest);
        return Share().IsMatch(text)
            ? (null, "I can refund whole items or an amount in EUR, not a share. Which item or which amount?", rest)
            : (null, null, rest);
    }

    /// <summary>The question about a number that is no order, amount, date or length of time, and so may be an amount; or null.</summary>
    public static string? StrayNumber(string rest) => Stray().Match(rest) is { Success: true } match
        ? $"I do not know what the number {match.Value} means. Which item or which amount in EUR shall I refund?"
        : null;

    private static decimal Parse(string number)
    {
        var separator = number.LastIndexOfAny(['.', ',']);
        var decimals = separator >= 0 && number.Length - separator - 1 != 3;
        var whole = Digits(decimals ? number[..separator] : number);
        return decimal.Parse(decimals ? $"{whole}.{number[(separator + 1)..]}" : whole, NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    private static string Digits(string text) =>
        text.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);

    private const string Number = @"(?<number>-?\d{1,9}(?:[.,]\d{1,9}){0,3})";

    [GeneratedRegex(
        @"(?<paid>\b(?:paid|costs?|worth|charged)\s+(?:\w+\s+)?)?(?:(?:€|\beur(?:os?)?\b)\s?" + Number + @"|(?<![\d.,])" + Number
        + @"\s?(?:€|eur(?:os?)?\b)|(?<![\d.,/])(?<number>-?\d{1,6}[.,]\d{2})(?![\d%]|[.,/]\d|\s?(?:%|percent|usd|gbp|dollars?|pounds?)))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Money();

    [GeneratedRegex(
        @"(?<verb>\b(?:refund|reimburse|repay|pay\s+back|give\s+back)(?:\s+(?:me|him|her|them|just|"
        + @"only))*)\s+(?<number>-?\d{1,3})(?=\s+(?:on|of|from|for|to|back)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SmallNumber();

    [GeneratedRegex(
        @"(?<![\w\-])(?<!\d[./\-])(?!20\d\d\b)\d+(?:[.,]\d+)?(?![\w%]|[./\-]\d|\s*(?:%|days?|weeks?|hours?|months?|"
        + @"years?|times?|am\b|pm\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stray();

    [GeneratedRegex(
        @"[$£¥]\s?\d|\d\s?(?:usd|gbp|chf|dollars?|pounds?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForeignMoney();

    [GeneratedRegex(
        @"\d\s?%|\bper\s?cent\b|\bhalf\b|\bpartial(?:ly)?\b|\b(?:a|one)\s+(?:third|quarter)\b|\bpart\s+of\b|\b(?:one|"
        + @"two|three|four|five|\d)\s+of\s+(?:the|my|his|her|their|them|\d)|\brefund\s+(?:\d|two|three|four|five)\s+\p{L}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Share();
}
