using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What is told about a request: whom it goes to and how it is set. Never its messages.</summary>
internal sealed class ChatRequestTags(AgentTelemetry telemetry, ModelIdentity model, ChatOptions? options, ModelCallContext? call)
{
    private const string Operation = "chat";

    private readonly string? _requested = options?.ModelId ?? model.DefaultModel;

    public string SpanName => _requested is null ? Operation : $"{Operation} {_requested}";

    /// <summary>What a sampler may decide by.</summary>
    public KeyValuePair<string, object?>[] AtCreation()
    {
        List<KeyValuePair<string, object?>> tags = [new(Attributes.OperationName, Operation), new(Attributes.ProviderName, model.Provider)];
        if (_requested is not null)
            tags.Add(new(Attributes.RequestModel, _requested));
        if (model.Address is not null)
        {
            tags.Add(new(Attributes.ServerAddress, model.Address));
            tags.Add(new(Attributes.ServerPort, model.Port));
        }

        return [.. tags];
    }

    public void AddTo(Activity span, bool isStreaming)
    {
        if (call is not null)
            span.AddTag(Attributes.RunId, call.Run.RunId.Value);
        Add(span, Attributes.ConversationId, call?.Run.ConversationId ?? options?.ConversationId);
        if (isStreaming)
            span.AddTag(Attributes.RequestStream, true);
        if (options is null)
            return;
        Add(span, Attributes.RequestMaxTokens, options.MaxOutputTokens);
        Add(span, Attributes.RequestTemperature, Exact(options.Temperature));
        Add(span, Attributes.RequestTopP, Exact(options.TopP));
        Add(span, Attributes.RequestTopK, telemetry.IsLatest ? (object?)options.TopK : (double?)options.TopK);
        Add(span, Attributes.RequestFrequencyPenalty, Exact(options.FrequencyPenalty));
        Add(span, Attributes.RequestPresencePenalty, Exact(options.PresencePenalty));
        Add(span, Attributes.RequestSeed, options.Seed);
        if (options.StopSequences is { Count: > 0 } stops)
            span.AddTag(Attributes.RequestStopSequences, stops.ToArray());
        Add(span, Attributes.OutputType, options.ResponseFormat switch
        {
            ChatResponseFormatJson => "json",
            ChatResponseFormatText => "text",
            _ => null,
        });
        if (telemetry.IsLatest)
            Add(span, Attributes.RequestReasoningLevel, Level(options.Reasoning?.Effort));
    }

    public TagList ForMetrics(string? responseModel)
    {
        var tags = new TagList { { Attributes.OperationName, Operation }, { Attributes.ProviderName, model.Provider } };
        if (_requested is not null)
            tags.Add(Attributes.RequestModel, _requested);
        if (responseModel is not null)
            tags.Add(Attributes.ResponseModel, responseModel);
        if (model.Address is not null)
        {
            tags.Add(Attributes.ServerAddress, model.Address);
            tags.Add(Attributes.ServerPort, model.Port);
        }

        return tags;
    }

    private static void Add(Activity span, string name, object? value)
    {
        if (value is not null)
            span.AddTag(name, value);
    }

    /// <summary>The number that was written: 0.7 and not what single precision makes of it.</summary>
    private static double? Exact(float? value) =>
        value is { } number ? double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static string? Level(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => null,
    };
}
