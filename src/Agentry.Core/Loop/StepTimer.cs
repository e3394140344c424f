using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The time of a model call: a token that is cancelled with the run or when the time is up, and the watches over its targets.</summary>
internal sealed class StepTimer : IDisposable
{
    private readonly ModelCallContext _call;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _follow;
    private readonly LatencyWatch? _whole;
    private readonly long _start;
    private LatencyWatch? _firstContent;

    public StepTimer(ModelCallContext call, CancellationToken run)
    {
        _call = call;
        TimeProvider time = call.Run.Time;
        _start = time.GetTimestamp();
        DateTimeOffset? deadline = call.Run.Deadline;
        if (call.Run.Limits.OfModelStep is { } limit)
        {
            _source = new CancellationTokenSource(limit, time);
            DateTimeOffset end = time.GetUtcNow() + limit;
            deadline = deadline < end ? deadline : end;
        }
        else
        {
            _source = new CancellationTokenSource();
        }

        call.Deadline = deadline;
        _follow = run.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), _source);
        if (call.Run.Limits.Latency is null)
            return;
        _whole = LatencyWatch.OfModelStep(call);
        _firstContent = LatencyWatch.OfFirstContent(call);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>An update of the stream came.</summary>
    public void See(ChatResponseUpdate update)
    {
        if (_firstContent is null || !ReplyContent.IsIn(update))
            return;
        _firstContent.Dispose();
        _firstContent = null;
    }

    /// <summary>The call is ended because its time is up, before that is written.</summary>
    public void Cut() => LatencyBreaches.CutModelStep(_call, _call.Run.Time.GetElapsedTime(_start));

    public void Dispose()
    {
        _follow.Dispose();
        _whole?.Dispose();
        _firstContent?.Dispose();
        _source.Dispose();
    }
}
