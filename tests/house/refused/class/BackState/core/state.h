class StateData
{
};

class BACKSTATE_CORE_EXPORT Schema final : public QObject
{
};
