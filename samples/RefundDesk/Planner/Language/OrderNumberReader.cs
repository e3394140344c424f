using System.Globalization;
using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>Finds order numbers: "order 1042", "#1042", "order no. 1042", or four to six digits alone. Read amounts first.</summary>
internal static partial class OrderNumberReader
{
    public static (IReadOnlyList<int> OrderIds, string Remainder) Read(string text)
    {
        var found = new List<int>();
        var rest = Number().Replace(text, match =>
        {
            var id = int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
            if (!found.Contains(id))
                found.Add(id);
            return " ordernumber ";
        });
        return (found, rest);
    }

    [GeneratedRegex(
        @"(?:\bord(?:er|ers|r)?\b[\s\-]*(?:(?:with\s+)?(?:the\s+)?(?:number|num|nr|no|id)\b\.?)?\s*[:#]?\s*|#\s?|"
        + @"\b(?:number|nr|no)\b\.?\s*)(?<number>\d{1,9})\b|(?<![\d.,/\-+])\b(?!20\d\d\b)(?<number>\d{4,6})\b(?![.,/]\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
