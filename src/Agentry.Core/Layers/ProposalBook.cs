using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// What the model proposed in a scope, and what became of it. A foreign loop that retries, resumes from stored history or is handed a forged
/// approval can ask for a tool as often as it likes: each proposal is executed once, and what was not proposed is not executed.
/// </summary>
internal sealed class ProposalBook
{
    private readonly Lock _lock = new();
    private readonly List<Proposal> _proposals = [];
    private readonly Dictionary<string, List<Proposal>> _byRequest = new(StringComparer.Ordinal);

    /// <summary>True once a model was asked in the scope; from then on only proposed calls may run.</summary>
    public bool SawModel { get; private set; }

    /// <summary>Notes the calls of a reply. A second reply to the same request is a retry: its equal calls are the same calls.</summary>
    public void Note(string requestFingerprint, IReadOnlyList<Proposal> calls)
    {
        lock (_lock)
        {
            SawModel = true;
            List<Proposal> earlier = _byRequest.GetValueOrDefault(requestFingerprint) ?? [];
            var left = new List<Proposal>(earlier);
            List<Proposal> now = [];
            foreach (Proposal call in calls)
            {
                int same = left.FindIndex(p => p.Tool == call.Tool && p.ArgumentsHash == call.ArgumentsHash && p.Unreadable == call.Unreadable);
                if (same >= 0)
                {
                    left[same].Aliases.Add(call.CallId);
                    now.Add(left[same]);
                    left.RemoveAt(same);
                }
                else
                {
                    _proposals.Add(call);
                    now.Add(call);
                }
            }

            foreach (Proposal dropped in left)
                dropped.Withdrawn |= dropped.Execution is null;
            _byRequest[requestFingerprint] = now;
        }
    }

    /// <summary>Takes the grant for a call, or finds the execution that used it. Null: nobody proposed this.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="argumentsHash">The hash of the arguments it is invoked with.</param>
    /// <param name="isNew">True when the caller must execute it now.</param>
    public Proposal? Claim(string tool, string argumentsHash, out bool isNew)
    {
        lock (_lock)
        {
            Proposal? found =
                _proposals.Find(p => p.Tool == tool && p.Execution is null && !p.Withdrawn && !p.Unreadable && p.ArgumentsHash == argumentsHash)
                ?? _proposals.FindLast(p => p.Tool == tool && p.Execution is not null && p.ArgumentsHash == argumentsHash)
                ?? _proposals.Find(p => p.Tool == tool && p.Execution is null && !p.Withdrawn && p.Unreadable);
            isNew = found is { Execution: null };
            if (isNew)
                found!.Execution = new TaskCompletionSource<ToolOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            return found;
        }
    }

    /// <summary>The recorded answer of a call by any of its ids.</summary>
    public object? AnswerOf(string callId)
    {
        lock (_lock)
        {
            return _proposals.Find(p => p.IsNamed(callId))?.Outcome?.Answer;
        }
    }
}
