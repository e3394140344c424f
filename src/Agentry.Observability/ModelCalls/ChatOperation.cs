using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The span and the measurements of one model call. It ends once, by whatever comes first.</summary>
internal sealed class ChatOperation : IDisposable
{
    private readonly AgentTelemetry _telemetry;
    private readonly ModelIdentity _model;
    private readonly ModelCallContext? _call;
    private readonly ChatRequestTags _request;
    private readonly bool _isStreaming;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _givenUp;
    private readonly Activity? _span;
    private readonly TimeProvider _time;
    private readonly ChatReply _reply = new();
    private readonly long _started;
    private long _lastChunk;
    private double? _firstChunk;
    private bool _timedOut;
    private int _ended;

    public ChatOperation(
        AgentTelemetry telemetry, ModelIdentity model, ChatOptions? options, bool isStreaming, CancellationToken cancellationToken)
    {
        _telemetry = telemetry;
        _model = model;
        _call = ModelCallContext.From(options);
        _request = new ChatRequestTags(telemetry, model, options, _call);
        _isStreaming = isStreaming;
        _cancellationToken = cancellationToken;
        _time = _call?.Run.Time ?? TimeProvider.System;
        if (_call is not null)
            telemetry.Follow(_call.Run);
        _span = TelemetrySources.Spans.HasListeners()
            ? telemetry.StartSpan(_request.SpanName, ActivityKind.Client, _request.AtCreation())
            : null;
        if (_span is { IsAllDataRequested: true })
            telemetry.Safely(this, static o => o._request.AddTo(o._span!, o._isStreaming));
        _started = _lastChunk = _time.GetTimestamp();

        // A client that does not listen to its token keeps the call for ever; the run does not wait for it, and neither does the span.
        // Registered with the execution context, so that ending the span changes nothing for the code that cancels.
        _givenUp = cancellationToken.Register(static o => ((ChatOperation)o!).Cancelled(), this);
    }

    /// <summary>Makes the span the parent of what the client below does; each read of a stream begins outside of it again.</summary>
    public void MakeCurrent()
    {
        if (_span is { IsStopped: false })
            Activity.Current = _span;
    }

    public void Received(ChatResponseUpdate update)
    {
        _reply.Take(update);
        if (_firstChunk is not null && !_telemetry.Chats.TimesChunks)
            return;
        long now = _time.GetTimestamp();
        double seconds = _time.GetElapsedTime(_lastChunk, now).TotalSeconds;
        bool isFirst = _firstChunk is null;
        _firstChunk ??= seconds;
        _lastChunk = now;
        if (_telemetry.Chats.TimesChunks)
            _telemetry.Safely((this, isFirst, seconds), static s => s.Item1.TimeChunk(s.isFirst, s.seconds));
    }

    public void Answered(ChatResponse response)
    {
        _reply.Take(response);
        End(null);
    }

    public void StreamEnded() => End(null);

    public void Failed(Exception exception)
    {
        if (exception is OperationCanceledException && _cancellationToken.IsCancellationRequested)
            Cancelled();
        else
            End(ErrorType.Of(exception));
    }

    /// <summary>A stream that its reader left before the end arrives here open.</summary>
    public void Dispose()
    {
        _givenUp.Dispose();
        End(null, cancelled: true);
    }

    /// <summary>The caller's cancellation is no error; the run's limit on the time of a step is one.</summary>
    private void Cancelled()
    {
        bool tookTooLong = _call is { Run: { IsScope: false, CancelReason: null } };
        _timedOut |= tookTooLong;
        End(tookTooLong ? Words.Of(FailureClass.Timeout) : null, cancelled: !tookTooLong);
    }

    private void TimeChunk(bool isFirst, double seconds)
    {
        TagList tags = _request.ForMetrics(_reply.Model);
        if (isFirst)
            _telemetry.Chats.FirstChunk(seconds, tags);
        else
            _telemetry.Chats.NextChunk(seconds, tags);
    }

    private void End(string? error, bool cancelled = false)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        double seconds = _time.GetElapsedTime(_started).TotalSeconds;
        if (_telemetry.Chats.Enabled)
            _telemetry.Safely((this, error, cancelled, seconds), static s => s.Item1.Measure(s.error, s.cancelled, s.seconds));
        if (_span is not null)
            _telemetry.Safely((this, error, cancelled), static s => s.Item1.CloseSpan(s.error, s.cancelled));
    }

    private void Measure(string? error, bool cancelled, double seconds)
    {
        TagList tags = _request.ForMetrics(_reply.Model);
        TagList withError = tags;
        if (error is not null)
            withError.Add(Attributes.ErrorType, error);
        if (cancelled)
            withError.Add(Attributes.Cancelled, true);
        _telemetry.Chats.Ended(seconds, tags, withError, _reply);
    }

    private void CloseSpan(string? error, bool cancelled)
    {
        if (_span!.IsAllDataRequested)
        {
            ChatReplyTags.AddTo(_span, _reply, _firstChunk, _telemetry.IsLatest);
            if (_call?.Cost is { } cost)
                _span.AddTag(Attributes.Cost, (double)cost);
            if (_timedOut || _call is { IsLate: true })
                _span.AddTag(Attributes.LatencyBreached, true);
        }

        _span.Close(error, cancelled);
    }
}
