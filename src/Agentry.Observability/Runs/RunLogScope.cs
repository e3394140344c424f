using System.Collections;

namespace Agentry;

/// <summary>What every log line inside a run carries, whoever writes it: the run, the agent and the conversation.</summary>
internal sealed class RunLogScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values;

    public RunLogScope(RunContext run) => _values = run.ConversationId is { } conversation
        ? [new("RunId", run.RunId.Value), new("Agent", run.AgentName), new("ConversationId", conversation)]
        : [new("RunId", run.RunId.Value), new("Agent", run.AgentName)];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => string.Join(' ', _values.Select(v => $"{v.Key}:{v.Value}"));
}
