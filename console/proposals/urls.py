from __future__ import annotations

from django.urls import path

from console.proposals import new_topic_views, safety_views, topic_views, views

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("begin/", new_topic_views.begin, name="begin"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/topics/", topic_views.choose_topic, name="choose_topic"),
    path("<int:pk>/topics/<path:topic>/answer/<int:number>/", topic_views.answer, name="answer"),
    path("<int:pk>/topics/<path:topic>/simpler/<int:number>/", topic_views.simpler, name="simpler"),
    path("<int:pk>/topics/<path:topic>/title/", topic_views.title, name="title"),
    path("<int:pk>/topics/<path:topic>/follow-ups/", topic_views.follow_ups, name="follow_ups"),
    path("<int:pk>/topics/<path:topic>/examples/", topic_views.examples, name="examples"),
    path("<int:pk>/topics/<path:topic>/", topic_views.topic, name="topic"),
    path("<int:pk>/new-topic/", new_topic_views.new_topic, name="new_topic"),
    path("<int:pk>/buttons/", safety_views.buttons, name="buttons"),
    path("<int:pk>/phrases/", safety_views.phrases, name="phrases"),
    path("<int:pk>/safety-texts/", safety_views.safety_texts, name="safety_texts"),
    path("<int:pk>/safety-texts/<slug:text>/<int:number>/", safety_views.safety_text, name="safety_text"),
    path("changes/<int:pk>/", new_topic_views.change, name="change"),
    path("changes/<int:pk>/remove/", views.remove, name="remove"),
]
