namespace Agentry.Tests;

/// <summary>Texts in which every rule has a match, half a match or almost one.</summary>
internal static class Nasty
{
    public static readonly string[] Texts =
    [
        "",
        "Mail ann.lee+shop@mail.example.com, or bob@example; card 4111 1111 1111 1111, not 4111 1111 1111 1112.",
        "4111-1111-1111-1111@example.com 378282246310005 6011.1111.1111.1117 5555555555554444x",
        "See ![chart](https://evil.example/p.png?d=1) and [docs](  <https://example.org/a>) and [top](#top) [x](/a) [y](//evil.example).",
        "[ref]: https://evil.example/x\n[1]: see above\n![a](&#104;ttps://evil.example) [m](mailto:a@b.co)",
        "<script>alert(1)</script> <b>bold</b> <img src=x onerror=run()> List<int> a < b <x y=1 onclick=go()> <!-- hidden --> <div class=a>",
        "zero\u200Bwidth so\u00ADft \uFEFFbom \u202Eover\u202C \U0001F468\u200D\U0001F469\u200D\U0001F467 \u2764\uFE0F \U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F tag\U000E0041\U000E0042 end",
        "می\u200Cخواهم שלום\u200F! a\uFE00\uFE01\uFE02 葛\U000E0100 x\U000E0100 bell\u0007 esc\u001B[31m",
        "half: <scr",
        "half: ![a](htt",
        "half: ann@exam",
        "half: 4111 1111 11",
        "half: \uD83C",
        "half: \uDB40",
        string.Concat(Enumerable.Repeat("long text with a\u200B mark, ", 12)) + "\U0001F600\U0001F600",
        "x" + string.Concat(Enumerable.Repeat("\U0001F600", 90)),
        new string('a', 70) + "@example.com " + new string('4', 40),
    ];

    public static readonly string[] Fragments =
    [
        "ann@example.com", "4111 1111 1111 1111", "4111111111111111", "](https://", "](", "![a](", "<script", "<img ", "onclick=", "]: http://", "<a href=",
        "\U0001F468\u200D\U0001F469", "\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U000E0041", "\u200B\u200B", "א\u200F", "\U000E0101",
    ];
}
