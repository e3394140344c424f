using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>What the rules find in the development data and what they leave alone. Not what they find elsewhere: attacks without a marker pass.</summary>
public sealed class DetectionTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void InjectionMarkers_OverEverySource_FindAttacksAndLeaveOrdinaryTextAlone()
    {
        var table = new Dictionary<(string Source, int Label), (int Found, int Of)>();
        foreach (string file in new[] { "tool-results.jsonl", "user-text-attacks.jsonl", "user-text-benign.jsonl", "injected-goals.jsonl" })
        {
            foreach ((string text, int label, string source) in GuardrailData.Labelled(file))
            {
                (int found, int of) = table.GetValueOrDefault((source, label));
                bool hit = InjectionGuardrail.Check(text, GuardrailVerdict.Rewrite, []).Findings.Count > 0;
                table[(source, label)] = (found + (hit ? 1 : 0), of + 1);
            }
        }

        foreach (((string source, int label), (int found, int of)) in table.OrderBy(r => r.Key))
            output.WriteLine($"{(label == 1 ? "attacks" : "benign "),-8} {found,5} of {of,5}  {source}");
        Sum(table, 0, "tau-bench").Found.Should().Be(0);
        Sum(table, 0, "BIPIA").Found.Should().Be(0);
        (int wrong, int benign) = Sum(table, 0, "");
        output.WriteLine($"benign: {wrong} of {benign} ({100.0 * wrong / benign:F2} %)");
        ((double)wrong / benign).Should().BeLessThan(0.002);
        Sum(table, 1, "Giskard").Found.Should().BeGreaterThanOrEqualTo(12);
        Sum(table, 1, "deepset").Found.Should().BeGreaterThanOrEqualTo(50);
        Sum(table, 1, "JailbreakLLMs").Found.Should().BeGreaterThanOrEqualTo(60);
    }

    [SharedDataFact]
    public async Task Defaults_OverEveryBenignUserText_BlockNothing()
    {
        (int texts, int rewritten, int blocked) = await RunContexts.WithAsync(async run =>
        {
            Guard guard = Guards.Of();
            int seen = 0, changed = 0, refused = 0;
            foreach ((string text, _, _) in GuardrailData.Labelled("user-text-benign.jsonl").Where((_, i) => Scale.IsFull || i % 5 == 0))
            {
                GuardrailDecision decision = await guard.CheckAsync(new GuardrailContext(GuardrailSurfaces.UserInput, text, run), default);
                seen++;
                changed += decision.Text == text ? 0 : 1;
                refused += decision.Passes ? 0 : 1;
            }

            return (seen, changed, refused);
        });
        output.WriteLine($"{texts} benign user texts: {rewritten} rewritten, {blocked} blocked");
        blocked.Should().Be(0);
        rewritten.Should().BeLessThan(texts / 100);
    }

    [SharedDataFact]
    public void PersonalData_OverTheAnnotatedTexts_FindsAddressesAndCards()
    {
        var scanner = new PersonalDataScanner(new PersonalDataOptions(), null);
        var found = new Dictionary<string, (int Found, int Of)>();
        int clean = 0, changed = 0;
        foreach (System.Text.Json.JsonElement row in GuardrailData.Rows("pii.jsonl"))
        {
            string text = GuardrailData.TextOf(row), redacted = Texts.Run(scanner, text);
            var spans = row.GetProperty("spans").EnumerateArray().ToList();
            foreach (System.Text.Json.JsonElement span in spans)
            {
                string type = span.GetProperty("type").GetString()!;
                if (type is not ("EMAIL_ADDRESS" or "CREDIT_CARD"))
                    continue;
                (int hits, int of) = found.GetValueOrDefault(type);
                bool gone = !redacted.Contains(span.GetProperty("value").GetString()!, StringComparison.Ordinal);
                found[type] = (hits + (gone ? 1 : 0), of + 1);
            }

            if (spans.All(s => s.GetProperty("type").GetString() is not ("EMAIL_ADDRESS" or "CREDIT_CARD")))
            {
                clean++;
                changed += redacted == text ? 0 : 1;
            }
        }

        foreach ((string type, (int hits, int of)) in found)
            output.WriteLine($"{type}: {hits} of {of}");
        output.WriteLine($"texts without either: {changed} of {clean} changed");
        found["EMAIL_ADDRESS"].Found.Should().Be(found["EMAIL_ADDRESS"].Of);
        ((double)found["CREDIT_CARD"].Found / found["CREDIT_CARD"].Of).Should().BeGreaterThan(0.9);
        changed.Should().BeLessThanOrEqualTo(clean / 100);
    }

    private static (int Found, int Of) Sum(Dictionary<(string Source, int Label), (int Found, int Of)> table, int label, string source)
    {
        var rows = table.Where(r => r.Key.Label == label && r.Key.Source.Contains(source, StringComparison.Ordinal)).Select(r => r.Value).ToList();
        return (rows.Sum(r => r.Found), rows.Sum(r => r.Of));
    }
}
