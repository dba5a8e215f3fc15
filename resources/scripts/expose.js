// What the attributes of a page call, and the script of the states that the browser keeps.
window.backState = {
    act: acts.act,
    send: acts.send,
    stream: connection.stream,
    poll: connection.poll,
    left: connection.left,
    hidden: connection.hidden,
    control: controls.control,
    arrive: navigation.arrive,
    clear: navigation.clear,
    finish: navigation.finish,
    mergedTexts: merge.texts,
    putText: fields.putText,
};
