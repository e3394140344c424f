using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.LoopModes;

namespace Agentry.Tests;

/// <summary>P9: what is set inside an async iterator is lost at its next yield, once the reader awaits.</summary>
public sealed class AmbientTests
{
    private static readonly AsyncLocal<string?> Value = new();

    [Fact]
    public async Task P9_ValueSetInsideAnIterator_IsLostAtItsNextYield()
    {
        List<string?> seen = [];
        await foreach (int _ in IteratorAsync())
            await Task.Yield();

        seen.Should().Equal("set", null);

        async IAsyncEnumerable<int> IteratorAsync()
        {
            Value.Value = "set";
            seen.Add(Value.Value);
            yield return 1;
            await Task.Yield();
            seen.Add(Value.Value);
        }
    }

    [Theory, BothModes]
    public async Task P9_ScopeBegunAroundTheLoop_IsThereInEveryTurn(RunMode mode)
    {
        await using var desk = new LayersDesk();
        List<(RunScope? Scope, ToolCallContext? Call)> seen = [];
        var tool = new CountingTool("look", (_, _) =>
        {
            seen.Add((RunScope.Current, ToolCallContext.Current));
            return new("seen");
        });
        ForeignToolLoop loop = desk.Loop(ThreeTurns());
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            await mode.AskAsync(loop, "Look.", Tools(desk.Guard(tool)));
            seen.Should().HaveCount(2).And.OnlyContain(s => s.Scope == scope && s.Call!.Run.RunId == scope.RunId);
        }

        ToolCallContext.Current.Should().BeNull();
        seen.Select(s => s.Call!.Turn).Should().Equal(1, 2);
    }

    [Fact]
    public async Task P9_ScopeBegunInsideAnIterator_IsLostAndTheToolIsRefused()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("look");
        await foreach (ChatResponseUpdate _ in HandleAsync())
            await Task.Yield();

        pay.Count.Should().Be(0, "without its scope the tool does not run");

        async IAsyncEnumerable<ChatResponseUpdate> HandleAsync()
        {
            await using RunScope scope = RunScope.Begin(desk.Pipeline);
            await foreach (ChatResponseUpdate update in desk.Loop(ThreeTurns()).GetStreamingResponseAsync("Look.", Tools(desk.Guard(pay))))
                yield return update;
        }
    }

    [Fact]
    public async Task P9_StreamReadThroughAround_KeepsTheScopeInsideAnIterator()
    {
        await using var desk = new LayersDesk();
        var pay = new CountingTool("look");
        List<string> text = [];
        await foreach (ChatResponseUpdate update in HandleAsync())
        {
            await Task.Yield();
            RunScope.Current.Should().BeNull("the reader is outside");
            text.Add(update.Text);
        }

        pay.Count.Should().Be(2);
        string.Concat(text).Should().Be("Thinking. Seen.");
        (await desk.RunsAsync()).Should().ContainSingle().Which.Turns.Should().Be(3);

        async IAsyncEnumerable<ChatResponseUpdate> HandleAsync()
        {
            await using RunScope scope = RunScope.Begin(desk.Pipeline);
            await foreach (ChatResponseUpdate update in scope.Around(
                desk.Loop(ThreeTurns()).GetStreamingResponseAsync("Look.", Tools(desk.Guard(pay)))))
            {
                yield return update;
            }
        }
    }

    [Fact]
    public async Task Around_ReaderLeaves_ClosesTheStream()
    {
        await using var desk = new LayersDesk();
        bool closed = false;
        await using (RunScope scope = RunScope.Begin(desk.Pipeline))
        {
            await foreach (int _ in scope.Around(EndlessAsync()))
                break;
        }

        closed.Should().BeTrue();

        async IAsyncEnumerable<int> EndlessAsync()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    await Task.Yield();
                    yield return i;
                }
            }
            finally
            {
                closed = true;
            }
        }
    }

    private static ScriptedChatClient ThreeTurns() => new(
        ModelReply.Call("look", """{"n":1}""", "c1").WithText("Thinking. "), ModelReply.Call("look", """{"n":2}""", "c2"), ModelReply.Text("Seen."));
}
