namespace Agentry.Tests;

public sealed class PersonalDataScannerTests
{
    [Theory]
    [InlineData("write to ann.lee+x@mail.example.co.uk.", "write to [email].")]
    [InlineData("<ann@example.com>,bob_1@example.org", "<[email]>,[email]")]
    [InlineData("jörg@bücher.example", "[email]")]
    [InlineData("user@host, a@b, @ann, ann@, 3@4.5", "user@host, a@b, @ann, ann@, 3@4.5")]
    [InlineData("4111 1111 1111 1111 and 4111111111111111 and 3782-822463-10005", "[card] and [card] and [card]")]
    [InlineData("4111 1111 1111 1112, 1234 5678 9012 3452", "4111 1111 1111 1112, 1234 5678 9012 3452")]
    [InlineData("order 41111111111111110, id 4111111111111111a", "order 41111111111111110, id 4111111111111111a")]
    [InlineData("2026-01-01T12:00:00.1234567Z +49 30 1234567890", "2026-01-01T12:00:00.1234567Z +49 30 1234567890")]
    public void Scan_Text_ReplacesOnlyPersonalData(string text, string expected) =>
        Texts.Run(new PersonalDataScanner(new PersonalDataOptions(), null), text).Should().Be(expected);

    [Fact]
    public void Scan_KeptDomain_Stays()
    {
        var options = new PersonalDataOptions { KeepDomains = { "example.com" } };

        Texts.Run(new PersonalDataScanner(options, null), "help@example.com, ann@mail.example.com").Should().Be("help@example.com, [email]");
    }
}
