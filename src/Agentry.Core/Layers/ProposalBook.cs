using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// What the model proposed in a scope, and what became of it. A foreign loop that retries, resumes from stored history or is handed a forged
/// approval can ask for a tool as often as it likes: each proposal is executed once, and what was not proposed is not executed.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ProposalBook
{
    private readonly Lock _lock = new();
    private readonly List<Proposal> _proposals = [];
    private readonly Dictionary<string, List<Proposal>> _byRequest = new(StringComparer.Ordinal);

    /// <summary>True once a model has replied in the scope.</summary>
    public bool SawModel { get; private set; }

    /// <summary>Notes the calls of a reply. A second reply to the same request is a retry: its equal calls are the same calls.</summary>
    /// <returns>The repeated calls that have an outcome already, with the id that each has in this reply.</returns>
    public IReadOnlyList<(string CallId, Proposal Earlier)> Note(string requestFingerprint, IReadOnlyList<Proposal> calls)
    {
        lock (_lock)
        {
            SawModel = true;
            List<(string, Proposal)> settled = [];
            List<Proposal> left = [.. _byRequest.GetValueOrDefault(requestFingerprint) ?? []];
            List<Proposal> now = [];
            foreach (Proposal call in calls)
            {
                int same = left.FindIndex(call.IsSameCall);
                if (same < 0)
                {
                    _proposals.Add(call);
                    now.Add(call);
                    continue;
                }

                Proposal earlier = left[same];
                left.RemoveAt(same);
                earlier.Aliases.Add(call.CallId);
                earlier.Withdrawn = false;
                now.Add(earlier);
                if (earlier.Outcome is not null)
                    settled.Add((call.CallId, earlier));
            }

            foreach (Proposal dropped in left)
                dropped.Withdrawn = dropped.Execution is null;

            // Kept for the next repetition: a call that ran stays the same call, however many replies leave it out in between.
            _byRequest[requestFingerprint] = [.. now, .. left];
            return settled;
        }
    }

    /// <summary>Takes the grant for a call, or finds the execution that used it. Null: nobody proposed this.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="argumentsHash">The hash of the arguments it is invoked with.</param>
    /// <param name="isNew">True when the caller must execute it now.</param>
    public Proposal? Claim(string tool, string? argumentsHash, out bool isNew)
    {
        lock (_lock)
        {
            Proposal? found = argumentsHash is null
                ? null
                : _proposals.Find(p => Fits(p) && p.Execution is null && !p.Withdrawn) ?? _proposals.FindLast(p => Fits(p) && p.Execution is not null);
            isNew = found is { Execution: null };
            if (isNew)
                found!.Execution = new TaskCompletionSource<ToolOutcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return found;
        }

        bool Fits(Proposal p) => p.Tool == tool && p.ArgumentsHash == argumentsHash;
    }

    /// <summary>Keeps what an execution came to.</summary>
    /// <returns>The other ids under which the call was proposed.</returns>
    public IReadOnlyList<string> Settle(Proposal proposal, ToolOutcome outcome)
    {
        lock (_lock)
        {
            proposal.Outcome = outcome;
            proposal.Execution!.SetResult(outcome);
            return [.. proposal.Aliases];
        }
    }

    /// <summary>Gives the grant back: the invocation that had it went away before the tool began.</summary>
    public void Release(Proposal proposal)
    {
        lock (_lock)
        {
            TaskCompletionSource<ToolOutcome?> execution = proposal.Execution!;
            proposal.Execution = null;
            execution.SetResult(null);
        }
    }

    /// <summary>The proposal that a call is, by its id and arguments; null when nobody proposed it.</summary>
    public Proposal? Find(FunctionCallContent call)
    {
        string? hash = CallHash.Of(call.Name, call.Arguments);
        lock (_lock)
            return _proposals.FindLast(p => p.IsNamed(call.CallId) && p.Tool == call.Name && p.ArgumentsHash == hash);
    }

    /// <summary>The recorded answer of a call in a history that lost it.</summary>
    public object? AnswerOf(FunctionCallContent call)
    {
        string? hash = CallHash.Of(call.Name, call.Arguments);
        lock (_lock)
            return _proposals.FindLast(p => p.IsNamed(call.CallId) && p.Tool == call.Name && p.ArgumentsHash == hash)?.Outcome?.Answer;
    }
}
