using System.Diagnostics;
using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Stream_EachRead_ClientBelowSeesTheChatSpan()
    {
        List<ActivitySpanId?> seen = [];
        await using var observed = new Observed(new Slow(onChunk: () => seen.Add(Activity.Current?.SpanId)));

        await RunMode.Streaming.RunAsync(observed.Agent, "Count.");

        seen.Should().HaveCount(5).And.OnlyContain(id => id == observed.TheSpan("chat").SpanId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_ReaderOfARun_KeepsItsOwnCurrent(bool withCaller)
    {
        await using var observed = new Observed(new Slow());
        using Caller? caller = withCaller ? new Caller() : null;
        int updates = 0;

        await foreach (RunUpdate _ in observed.Agent.RunStreamingAsync("Count."))
        {
            Activity.Current.Should().BeSameAs(caller?.Span);
            updates++;
        }

        updates.Should().BeGreaterThan(3);
        Activity.Current.Should().BeSameAs(caller?.Span);
        if (withCaller)
            observed.TheSpan("invoke_agent").ParentSpanId.Should().Be(caller!.Span.SpanId);
    }

    [Fact]
    public async Task Stream_ReaderOfTheChatClient_KeepsItsOwnCurrent()
    {
        List<ActivitySpanId?> seen = [];
        await using var observed = new Observed(new Slow(onChunk: () => seen.Add(Activity.Current?.SpanId)));
        IChatClient client = observed.Host.Services.GetRequiredKeyedService<IChatClient>(AgentryNames.ChatClient("test"));
        using var caller = new Caller();

        await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("Count."))
        {
            Activity.Current.Should().BeSameAs(caller.Span);
            using Activity reader = new Activity("reader").Start();
        }

        Activity.Current.Should().BeSameAs(caller.Span);
        seen.Should().OnlyContain(id => id == observed.TheSpan("chat").SpanId);
        observed.TheSpan("chat").ParentSpanId.Should().Be(caller.Span.SpanId);
    }

    [Theory]
    [InlineData(SemconvProfile.V142, "gen_ai.client.operation")]
    [InlineData(SemconvProfile.Latest, "gen_ai.client.inference")]
    public async Task Stream_Chunks_AreTimed(SemconvProfile profile, string prefix)
    {
        Observed? observed = null;
        await using (observed = new Observed(new Slow(onChunk: () => observed!.Clock.Advance(TimeSpan.FromSeconds(2))), profile))
        {
            await RunMode.Streaming.RunAsync(observed.Agent, "Count.");

            observed.TheSpan("chat").GetTagItem("gen_ai.response.time_to_first_chunk").Should().Be(2.0);
            observed.TheMeasurement(prefix + ".time_to_first_chunk").Value.Should().Be(2);
            observed.Listener.Of(prefix + ".time_per_output_chunk").Select(m => m.Value).Should().Equal(2, 2, 2, 2);
            observed.TheMeasurement(prefix + ".duration").Value.Should().Be(10);
        }
    }

    [Fact]
    public async Task Plain_HasNoTimeToFirstChunk()
    {
        await using var observed = new Observed(new Slow());

        await RunMode.Plain.RunAsync(observed.Agent, "Count.");

        observed.TheSpan("chat").GetTagItem("gen_ai.response.time_to_first_chunk").Should().BeNull();
        observed.Listener.Of("gen_ai.client.operation.time_to_first_chunk").Should().BeEmpty();
    }

    /// <summary>Five chunks, each after a real suspension of the stream.</summary>
    private sealed class Slow(Action? onChunk = null) : DelegatingChatClient(new ScriptedChatClient(_ => ModelReply.Text("One two three four")))
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                await Task.Yield();
                onChunk?.Invoke();
                yield return update;
            }
        }
    }
}
