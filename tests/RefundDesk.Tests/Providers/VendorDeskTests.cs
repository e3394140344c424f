using Agentry.Tests;

namespace RefundDesk;

/// <summary>Whole refunds by the vendors' own SDKs, through the sample, against servers on this machine.</summary>
public sealed class VendorDeskTests
{
    private const string Request = "Refund order 1042, it arrived broken";

    // Built from pieces: nothing here looks like a key.
    private static readonly string Key = string.Join('-', "test", "key", "of", "nobody");

    [Theory]
    [InlineData(Vendor.Anthropic, RunMode.Plain)]
    [InlineData(Vendor.Anthropic, RunMode.Streaming)]
    [InlineData(Vendor.OpenAI, RunMode.Plain)]
    [InlineData(Vendor.OpenAI, RunMode.Streaming)]
    public async Task Refund_ByAVendorsModel_IsPaidOnceAndConfirmed(Vendor vendor, RunMode mode)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(Refund(vendor, mode));

        DeskRun run = await DeskRun.StartAsync(mode, Models((vendor, server)), typed: null, "--trace", Request);

        run.ExitCode.Should().Be(0, run.Shown);
        run.Lines.Should().Contain($"model:     model-of-mine ({vendor})");
        run.Book.Refunds.Should().ContainSingle().Which.Amount.Should().Be(103.60m);
        run.Outbox.Sent.Should().ContainSingle().Which.To.Should().Be("ada.example@example.org");
        run.Lines.Should().Contain("Refunded 103.60 EUR and wrote to [email].");
        run.Notes("guard").Should().Contain("answer: personal_data (email) redacted");
        run.Lines.Should().Contain("tokens: 50 in, 25 out, 5 model calls");
        server.Requests.Should().HaveCount(5).And.OnlyContain(body => body.Contains("model-of-mine") && body.Contains("You are the refund desk"));
        server.Requests[1].Should().Contain("data:").And.Contain("Ada Example", "the result of the tool went to the model, set apart");
        run.Shown.Should().NotContain(Key);
    }

    [Theory, BothModes]
    public async Task BothVendors_TheFirstIsDown_TheSecondDoesTheRefund(RunMode mode)
    {
        await using LoopbackServer down = await LoopbackServer.StartAsync(VendorDialect.Of(Vendor.Anthropic).Error(503));
        await using LoopbackServer works = await LoopbackServer.StartAsync(Refund(Vendor.OpenAI, mode));

        DeskRun run = await DeskRun.StartAsync(mode, Models((Vendor.Anthropic, down), (Vendor.OpenAI, works)), typed: null, Request);

        run.ExitCode.Should().Be(0, run.Shown);
        run.Lines.Should().Contain($"stands by: {VendorModels.OpenAIDefault} (OpenAI)");
        run.Notes("outage").Should().Contain("turn 1: model-of-mine, attempt 3: Transient, HTTP 503; no attempt left")
            .And.Contain("turn 1: model-of-mine is given up, standby is asked")
            .And.EndWith("turns 2 to 5: its circuit is open, standby is asked at once");
        down.Requests.Should().HaveCount(4, "three attempts and one more open the circuit: the SDK adds none");
        works.Requests.Should().HaveCount(5).And.OnlyContain(body => body.Contains(VendorModels.OpenAIDefault) && !body.Contains("model-of-mine"));
        run.Book.Refunds.Should().ContainSingle();
        run.Outbox.Sent.Should().ContainSingle();
    }

    [Theory]
    [InlineData(Vendor.Anthropic)]
    [InlineData(Vendor.OpenAI)]
    public async Task WrongKey_IsNotTriedAgain_ThePlannerAnswersAndOneSeesWhy(Vendor vendor)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(new ServerReply(401, """{"error":{"type":"authentication_error","message":"no"}}"""));

        DeskRun run = await DeskRun.StartAsync(RunMode.Streaming, Models((vendor, server)), typed: null, "Where is order 1012?");

        run.ExitCode.Should().Be(0, run.Shown);
        run.Notes("outage").Should().Contain("turn 1: model-of-mine, attempt 1: Unauthorized, HTTP 401; not retryable")
            .And.Contain("turn 1: model-of-mine is given up, standby is asked");
        server.Requests.Should().HaveCount(2, "one in each turn");
    }

    private static ServerReply[] Refund(Vendor vendor, RunMode mode)
    {
        VendorDialect dialect = VendorDialect.Of(vendor);
        bool isStream = mode == RunMode.Streaming;
        return
        [
            dialect.Call("get_order", """{"order_id":1042}""", isStream, 1),
            dialect.Call("compute_refund", """{"order_id":1042,"reason":"damaged"}""", isStream, 2),
            dialect.Call("refund_order", """{"order_id":1042,"amount":103.60,"reason":"damaged"}""", isStream, 3),
            dialect.Call("send_mail", """{"to":"ada.example@example.org","subject":"Refund","body":"103.60 EUR are on their way."}""", isStream, 4),
            dialect.Text("Refunded 103.60 EUR and wrote to ada.example@example.org.", isStream),
        ];
    }

    private static DeskModels Models(params (Vendor Vendor, LoopbackServer Server)[] vendors)
    {
        var variables = new Dictionary<string, string> { [DeskModels.Model] = "model-of-mine" };
        foreach ((Vendor vendor, LoopbackServer server) in vendors)
        {
            bool isAnthropic = vendor == Vendor.Anthropic;
            variables[isAnthropic ? DeskModels.AnthropicKey : DeskModels.OpenAIKey] = Key;
            variables[isAnthropic ? DeskModels.AnthropicAddress : DeskModels.OpenAIAddress] = server.Address.ToString();
        }

        return DeskModels.Choose(variables.GetValueOrDefault, model: null, out _)!;
    }
}
