using System.Text;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>The same text, verdict and findings in whatever pieces a reply comes.</summary>
public sealed class StreamingEqualsBatchTests(ITestOutputHelper output)
{
    private const int Seed = 20260;

    [SharedDataFact]
    public async Task Reply_EveryTextInRandomPieces_EqualsTheWholeReply()
    {
        int every = Scale.IsFull ? 1 : 8, splits = Scale.IsFull ? 5 : 2;
        (int texts, int compared, int changed) = await RunContexts.WithAsync(async run =>
        {
            var guard = Guards.Of();
            var random = new Random(Seed);
            int seen = 0, checks = 0, rewritten = 0;
            foreach (string text in GuardrailData.AllTexts().Where((_, i) => i % every == 0).Concat(Nasty.Texts))
            {
                (string whole, string findings) = await Replies.WholeAsync(guard, run, text);
                rewritten += whole == text ? 0 : 1;
                for (int i = 0; i < splits; i++)
                {
                    (string streamed, string found) = Replies.Streamed(guard, run, Texts.Split(text, random));
                    streamed.Should().Be(whole);
                    found.Should().Be(findings);
                    checks++;
                }

                seen++;
            }

            return (seen, checks, rewritten);
        });
        output.WriteLine($"{texts} texts, {compared} random splits, {changed} texts rewritten: streamed equals batch");
        changed.Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task Reply_NastyTextsAtEverySingleSplit_EqualTheWholeReply()
    {
        int compared = await RunContexts.WithAsync(async run =>
        {
            var guard = Guards.Of(o =>
            {
                o.Markup.AllowedHosts.Add("example.org");
                o.Size.MaxOutput = 150;
            });
            int checks = 0;
            foreach (string text in Nasty.Texts)
            {
                (string whole, string findings) = await Replies.WholeAsync(guard, run, text);
                Replies.Streamed(guard, run, [.. text.Select(c => c.ToString())]).Should().Be((whole, findings));
                for (int cut = 1; cut < text.Length; cut++, checks++)
                    Replies.Streamed(guard, run, [text[..cut], text[cut..]]).Should().Be((whole, findings), "cut at {0} of {1}", cut, text);
            }

            return checks;
        });
        output.WriteLine($"{compared} splits of {Nasty.Texts.Length} texts");
    }

    [Fact]
    public async Task Reply_RandomSoupOfHotCharacters_EqualsTheWholeReply()
    {
        const string Soup = "a1 4@.-_]([<>/!:#=\"'&\\\n\u200b\u200d\u200e\u202e\ufe0f\u0007\uDB40\uDC41\uD83C\uDFF4\uDC7Fא한";
        int rounds = Scale.IsFull ? 40_000 : 4_000;
        int rewritten = await RunContexts.WithAsync(async run =>
        {
            var guard = Guards.Of(o => o.Size.MaxOutput = 64);
            var random = new Random(Seed);
            int changed = 0;
            for (int i = 0; i < rounds; i++)
            {
                var text = new StringBuilder();
                for (int length = random.Next(1, 90); text.Length < length;)
                    text.Append(random.Next(4) == 0 ? Nasty.Fragments[random.Next(Nasty.Fragments.Length)] : Soup[random.Next(Soup.Length)]);
                (string whole, string findings) = await Replies.WholeAsync(guard, run, text.ToString());
                Replies.Streamed(guard, run, Texts.Split(text.ToString(), random)).Should().Be((whole, findings), text.ToString());
                changed += whole == text.ToString() ? 0 : 1;
            }

            return changed;
        });
        output.WriteLine($"{rounds} random texts, {rewritten} rewritten");
        rewritten.Should().BeGreaterThan(rounds / 4);
    }

    [Fact]
    public async Task Reply_ManyContentsInManyUpdates_KeepsIdsUsageCallsAndFinishReason()
    {
        ChatResponseUpdate[] updates =
        [
            new(ChatRole.Assistant, "Write to ann@exam") { MessageId = "m1", ResponseId = "r1", ModelId = "model" },
            new(null, [new TextContent("ple.com or "), new UsageContent(new UsageDetails { InputTokenCount = 3 })]) { MessageId = "m1" },
            new(null, "bob@example") { MessageId = "m1" },
            new(null, [new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["q"] = "ann@example.com" })]) { MessageId = "m1" },
            new(null, ".com") { MessageId = "m1" },
            new(ChatRole.Assistant, "card 4111 1111 ") { MessageId = "m2" },
            new(null, "1111 1111") { MessageId = "m2", FinishReason = ChatFinishReason.ToolCalls },
            new(null, [new UsageContent(new UsageDetails { OutputTokenCount = 5 })]),
        ];
        await RunContexts.WithAsync(async run =>
        {
            var guard = Guards.Of();
            ChatResponse whole = await new ReplyGuard(guard).CheckAsync(run, updates.ToChatResponse(), [], default);
            var stream = new ReplyStream(guard, run);
            ChatResponse streamed = Replies.Streamed(stream, updates).ToChatResponse();

            streamed.Messages.Select(m => m.Text).Should().Equal(whole.Messages.Select(m => m.Text));
            streamed.Messages.Select(m => m.MessageId).Should().Equal("m1", "m2");
            streamed.Text.Should().Contain("[email] or bob@example").And.Contain("card [card]").And.NotContain("ann@");
            streamed.Messages[0].Contents.Select(c => c.GetType()).Should().Equal(whole.Messages[0].Contents.Select(c => c.GetType()));
            streamed.FinishReason.Should().Be(ChatFinishReason.ToolCalls);
            streamed.Usage!.InputTokenCount.Should().Be(3);
            streamed.Usage.OutputTokenCount.Should().Be(5);
            (streamed.ResponseId, streamed.ModelId).Should().Be(("r1", "model"));
            streamed.Findings().Should().BeEquivalentTo(whole.Findings()).And.HaveCount(2);
            return 0;
        });
    }

    [Fact]
    public async Task Reply_CleanTextInPieces_PassesTheSameUpdates()
    {
        ChatResponseUpdate[] updates = [new(ChatRole.Assistant, "Your order "), new(null, "is on its way. "), new(null, "") { FinishReason = ChatFinishReason.Stop }];
        await RunContexts.WithAsync(run =>
        {
            var stream = new ReplyStream(Guards.Of(), run);
            Replies.Streamed(stream, updates).Should().Equal(updates);
            return Task.FromResult(0);
        });
    }
}
