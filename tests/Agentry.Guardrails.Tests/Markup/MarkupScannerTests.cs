namespace Agentry.Tests;

public sealed class MarkupScannerTests
{
    [Theory]
    [InlineData("![a](https://evil.example/x?d=1)", "![a] (https://evil.example/x?d=1)")]
    [InlineData("[a]( <//evil.example>)", "[a] ( <//evil.example>)")]
    [InlineData("[a](javascript:go()) [b](&#104;ttps://evil.example)", "[a] (javascript:go()) [b] (&#104;ttps://evil.example)")]
    [InlineData("[r]: https://evil.example/x", "[r] : https://evil.example/x")]
    [InlineData("[a](/\\evil.example) [b](https://example.org.evil.example/)", "[a] (/\\evil.example) [b] (https://example.org.evil.example/)")]
    [InlineData("<script>x</script>", "&lt;script>x&lt;/script>")]
    [InlineData("<IMG\nsrc=x> <iframe/src=x> <a href='x'>", "&lt;IMG\nsrc=x> &lt;iframe/src=x> &lt;a href='x'>")]
    [InlineData("<b onclick=go()> <x y z = 1 style='a'> <!-- hidden -->", "&lt;b onclick=go()> &lt;x y z = 1 style='a'> &lt;!-- hidden -->")]
    public void Scan_MarkupThatLoadsOrRuns_LosesItsForce(string text, string expected)
    {
        var scanner = new MarkupScanner(["example.org"]);
        Texts.Run(scanner, text).Should().Be(expected);
        Texts.Run(scanner, expected).Should().Be(expected, "a second pass changes nothing");
    }

    [Theory]
    [InlineData("[docs](https://example.org/a) [api](https://api.example.org) [top](#top) [f](docs/a.md) ![i](./i.png) [m](mailto:a@b.co)")]
    [InlineData("List<int> a < b && c > d; Dictionary<string, object> x[i](y) if (a <b) <br> <b>bold</b> <div class=\"x\"> 1 <!2")]
    [InlineData("array[0]: value, [x], [1]: see, (https://example.com) https://example.com <https://example.com>")]
    public void Scan_MarkupThatOnlyFormats_Stays(string text) => Texts.Run(new MarkupScanner(["example.org"]), text).Should().Be(text);
}
