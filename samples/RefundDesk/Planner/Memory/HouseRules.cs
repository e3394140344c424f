using System.Text.RegularExpressions;

namespace RefundDesk;

/// <summary>The few things the planner can follow in its instructions: whether to confirm by mail, and how mails are signed.</summary>
internal sealed partial record HouseRules(bool NoMail, string Signature)
{
    private const string DefaultSignature = "Your refund desk";

    public static HouseRules Read(string instructions) => new(
        MailForbidden().IsMatch(instructions),
        Sign().Match(instructions) is { Success: true } match ? match.Groups["name"].Value.Trim() : DefaultSignature);

    [GeneratedRegex(
        @"\b(?:do not|don't|never)\s+(?:send|write)\s+(?:any\s+|confirmation\s+)*(?:e-?)?mails?\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MailForbidden();

    [GeneratedRegex(
        @"\bsign\s+(?:(?:all|every|the|your)\s+)?(?:(?:e-?)?mails?\s+)?(?:as|with)\s+[""“]?(?<name>[^""”.\n]{2,60})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sign();
}
