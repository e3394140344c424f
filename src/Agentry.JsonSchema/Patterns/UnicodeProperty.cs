using System.Globalization;

namespace Agentry.JsonSchema;

/// <summary>The Unicode properties of <c>\p{..}</c> that are known here: general categories, <c>Any</c>, <c>ASCII</c>, <c>Assigned</c>.</summary>
internal static class UnicodeProperty
{
    // Built once, on the first pattern that asks: more than a million code points are looked at.
    private static readonly Lazy<CharacterSet[]> Categories = new(ReadCategories);

    /// <summary>The characters with the property, or null when it is not known.</summary>
    public static CharacterSet? Find(string expression)
    {
        var equals = expression.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && expression[..equals] is not ("General_Category" or "gc")) return null;
        var name = expression[(equals + 1)..];
        if (equals < 0)
        {
            if (name == "Any") return CharacterSet.Everything;
            if (name == "ASCII") return CharacterSet.Of((0, 0x7F));
            if (name == "Assigned") return Categories.Value[(int)UnicodeCategory.OtherNotAssigned].Complement();
        }

        var codes = Expand(name);
        return codes is null ? null : CharacterSet.Of(codes.Split(' ').SelectMany(code => Categories.Value[(int)ParseCode(code)].Ranges.ToArray()));
    }

    private static string? Expand(string name) => name switch
    {
        "L" or "Letter" => "Lu Ll Lt Lm Lo",
        "LC" or "Cased_Letter" => "Lu Ll Lt",
        "M" or "Mark" or "Combining_Mark" => "Mn Mc Me",
        "N" or "Number" => "Nd Nl No",
        "P" or "Punctuation" or "punct" => "Pc Pd Ps Pe Pi Pf Po",
        "S" or "Symbol" => "Sm Sc Sk So",
        "Z" or "Separator" => "Zs Zl Zp",
        "C" or "Other" => "Cc Cf Cs Co Cn",
        "Uppercase_Letter" => "Lu",
        "Lowercase_Letter" => "Ll",
        "Titlecase_Letter" => "Lt",
        "Modifier_Letter" => "Lm",
        "Other_Letter" => "Lo",
        "Nonspacing_Mark" => "Mn",
        "Spacing_Mark" => "Mc",
        "Enclosing_Mark" => "Me",
        "Decimal_Number" or "digit" => "Nd",
        "Letter_Number" => "Nl",
        "Other_Number" => "No",
        "Space_Separator" => "Zs",
        "Line_Separator" => "Zl",
        "Paragraph_Separator" => "Zp",
        "Control" or "cntrl" => "Cc",
        "Format" => "Cf",
        "Surrogate" => "Cs",
        "Private_Use" => "Co",
        "Unassigned" => "Cn",
        "Connector_Punctuation" => "Pc",
        "Dash_Punctuation" => "Pd",
        "Open_Punctuation" => "Ps",
        "Close_Punctuation" => "Pe",
        "Initial_Punctuation" => "Pi",
        "Final_Punctuation" => "Pf",
        "Other_Punctuation" => "Po",
        "Math_Symbol" => "Sm",
        "Currency_Symbol" => "Sc",
        "Modifier_Symbol" => "Sk",
        "Other_Symbol" => "So",
        { Length: 2 } when Codes.Contains(name) => name,
        _ => null,
    };

    // In the order of UnicodeCategory.
    private static readonly string[] Codes =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static UnicodeCategory ParseCode(string code) => (UnicodeCategory)Array.IndexOf(Codes, code);

    private static CharacterSet[] ReadCategories()
    {
        var ranges = new List<(int Low, int High)>[Codes.Length];
        for (var category = 0; category < ranges.Length; category++) ranges[category] = [];
        var start = 0;
        var current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (var codePoint = 1; codePoint <= CharacterSet.MaxCodePoint + 1; codePoint++)
        {
            var category = codePoint > CharacterSet.MaxCodePoint ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (category == current) continue;
            ranges[(int)current].Add((start, codePoint - 1));
            start = codePoint;
            current = category;
        }
        return [.. ranges.Select(list => CharacterSet.Of(list))];
    }
}
